;; A local risk band, from two numbers that are on file.
;;
;; Two points for each episode of going missing, one for each placement this year
;; after the first. Up to 1 point is low (0), up to 4 is medium (1), more is high (2).
(module
  (func $band (export "compute") (param $missing i64) (param $placements i64) (result i64)
    (local $points i64)
    (local.set $points
      (i64.add
        (i64.mul (local.get $missing) (i64.const 2))
        (i64.sub (local.get $placements) (i64.const 1))))
    (if (i64.le_s (local.get $points) (i64.const 1)) (then (return (i64.const 0))))
    (if (i64.le_s (local.get $points) (i64.const 4)) (then (return (i64.const 1))))
    (i64.const 2)))
