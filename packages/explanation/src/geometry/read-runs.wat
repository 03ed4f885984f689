;; Reads COCO's compressed run lengths eight characters at a time; decode-mask.ts says what they are.
;;
;; Which characters end a run is as good as random, so that a branch on each would be mispredicted: all eight positions are read as if
;; a run ended there, those where one does are moved together, and differences become runs in a second pass.
;; Moving lanes together: Lemire, Kurz & Rupp, "Stream VByte: faster byte-oriented integer compression", IPL 2018.
;;
;; Memory: 0 the 256 shuffles, for each set of lanes one that moves them together; then the text after 16 bytes; then the runs.
(module
  (memory (export "memory") 2)

  (func $fillShuffles
    (local $set i32) (local $lane i32) (local $to i32)
    (loop $sets
      (local.set $to (i32.shl (local.get $set) (i32.const 4)))
      (local.set $lane (i32.const 0))
      (loop $lanes
        (i32.store16 (local.get $to) (i32.add (i32.mul (local.get $lane) (i32.const 0x0202)) (i32.const 0x0100)))
        (local.set $to (i32.add (local.get $to)
          (i32.shl (i32.and (i32.shr_u (local.get $set) (local.get $lane)) (i32.const 1)) (i32.const 1))))
        (local.set $lane (i32.add (local.get $lane) (i32.const 1)))
        (br_if $lanes (i32.lt_u (local.get $lane) (i32.const 8))))
      (local.set $set (i32.add (local.get $set) (i32.const 1)))
      (br_if $sets (i32.lt_u (local.get $set) (i32.const 256)))))
  (start $fillShuffles)

  ;; Reads the text from $text to $end, and writes its runs to $runs, 32 bits each. Returns how many there are, or -1 where
  ;; these are not the runs of a mask of $pixels. Needs 16 bytes before and after the text, and 32 after a run for each character.
  (func (export "readRuns")
    (param $text i32) (param $end i32) (param $runs i32) (param $pixels i32) (result i32)
    (local $at i32) (local $to i32) (local $places i32) (local $shift i32) (local $value i32) (local $digit i32)
    ;; The digits at eight places, and those one, two and three before; of each, 32 says that more follow.
    (local $digits v128) (local $before1 v128) (local $before2 v128) (local $before3 v128)
    (local $ends v128) (local $follows1 v128) (local $follows2 v128)
    (local $values v128) (local $seen v128) (local $last v128) (local $sums v128) (local $total i64)

    ;; A digit of 0 ends what is before the text; "more follows" is all that is after it.
    (v128.store (i32.sub (local.get $text) (i32.const 16)) (i8x16.splat (i32.const 48)))
    (v128.store (local.get $end) (i8x16.splat (i32.const 80)))
    (if (i32.gt_s (i32.load8_u (i32.sub (local.get $end) (i32.const 1))) (i32.const 79)) (then (return (i32.const -1))))

    (local.set $at (local.get $text))
    (local.set $to (local.get $runs))
    (block $read (loop $next
      (br_if $read (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $digits
        (i16x8.sub (v128.load8x8_u (local.get $at)) (i16x8.splat (i32.const 48))))
      (local.set $before1
        (i16x8.sub (v128.load8x8_u (i32.sub (local.get $at) (i32.const 1))) (i16x8.splat (i32.const 48))))
      (local.set $before2
        (i16x8.sub (v128.load8x8_u (i32.sub (local.get $at) (i32.const 2))) (i16x8.splat (i32.const 48))))
      (local.set $before3
        (i16x8.sub (v128.load8x8_u (i32.sub (local.get $at) (i32.const 3))) (i16x8.splat (i32.const 48))))
      (local.set $seen (v128.or (local.get $seen) (local.get $digits)))
      (local.set $ends
        (i16x8.eq (v128.and (local.get $digits) (i16x8.splat (i32.const 32))) (i16x8.splat (i32.const 0))))
      (local.set $follows1
        (i16x8.ne (v128.and (local.get $before1) (i16x8.splat (i32.const 32))) (i16x8.splat (i32.const 0))))
      (local.set $follows2 (v128.and (local.get $follows1)
        (i16x8.ne (v128.and (local.get $before2) (i16x8.splat (i32.const 32))) (i16x8.splat (i32.const 0)))))

      ;; More than three digits do not fit a lane: the run that $at is in is then read by itself, from its first digit on.
      (if (v128.any_true (v128.and (v128.and (local.get $ends) (local.get $follows2))
          (v128.and (local.get $before3) (i16x8.splat (i32.const 32)))))
        (then
          (block $first (loop $back
            (br_if $first (i32.eqz (i32.and (i32.const 32)
              (i32.sub (i32.load8_u (i32.sub (local.get $at) (i32.const 1))) (i32.const 48)))))
            (local.set $at (i32.sub (local.get $at) (i32.const 1)))
            (br $back)))
          (local.set $value (i32.const 0))
          (local.set $shift (i32.const 0))
          (loop $more
            (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
            (local.set $value (i32.or (local.get $value)
              (i32.shl (i32.and (local.get $digit) (i32.const 31)) (local.get $shift))))
            (local.set $shift (i32.add (local.get $shift) (i32.const 5)))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br_if $more (i32.and (local.get $digit) (i32.const 32))))
          (if (i32.gt_u (local.get $shift) (i32.const 30)) (then (return (i32.const -1))))
          ;; The sign is the highest bit written: up to the top and back copies it into the bits above.
          (local.set $shift (i32.sub (i32.const 32) (local.get $shift)))
          (i32.store (local.get $to)
            (i32.shr_s (i32.shl (local.get $value) (local.get $shift)) (local.get $shift)))
          (local.set $to (i32.add (local.get $to) (i32.const 4)))
          (br $next)))

      (local.set $values (i16x8.shr_s (i16x8.shl (local.get $digits) (i32.const 11)) (i32.const 11)))
      (local.set $values (v128.bitselect
        (v128.or (i16x8.shl (local.get $values) (i32.const 5)) (v128.and (local.get $before1) (i16x8.splat (i32.const 31))))
        (local.get $values) (local.get $follows1)))
      (local.set $values (v128.bitselect
        (v128.or (i16x8.shl (local.get $values) (i32.const 5)) (v128.and (local.get $before2) (i16x8.splat (i32.const 31))))
        (local.get $values) (local.get $follows2)))
      (local.set $places (i16x8.bitmask (local.get $ends)))
      (local.set $values (i8x16.swizzle (local.get $values) (v128.load (i32.shl (local.get $places) (i32.const 4)))))
      (v128.store (local.get $to) (i32x4.extend_low_i16x8_s (local.get $values)))
      (v128.store offset=16 (local.get $to) (i32x4.extend_high_i16x8_s (local.get $values)))
      (local.set $to (i32.add (local.get $to) (i32.shl (i32.popcnt (local.get $places)) (i32.const 2))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br $next)))
    (if (v128.any_true (v128.and (local.get $seen) (i16x8.splat (i32.const -64)))) (then (return (i32.const -1))))

    ;; From the fourth on, what is written is the difference to the run before last: runs are sums of every second one. The third
    ;; is none, and is made one.
    (v128.store (local.get $to) (v128.const i32x4 0 0 0 0))
    (i32.store offset=8 (local.get $runs)
      (i32.sub (i32.load offset=8 (local.get $runs)) (i32.load (local.get $runs))))
    (local.set $seen (v128.const i32x4 0 0 0 0))
    (local.set $at (local.get $runs))
    (block $summed (loop $next
      (br_if $summed (i32.ge_u (local.get $at) (local.get $to)))
      (local.set $values (v128.load (local.get $at)))
      (local.set $values (i32x4.add (local.get $last) (i32x4.add (local.get $values)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (v128.const i32x4 0 0 0 0) (local.get $values)))))
      (local.set $last
        (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $values) (local.get $values)))
      (v128.store (local.get $at) (local.get $values))
      (local.set $seen (v128.or (local.get $seen) (local.get $values)))
      (local.set $sums (i64x2.add (local.get $sums) (i64x2.add
        (i64x2.extend_low_i32x4_u (local.get $values)) (i64x2.extend_high_i32x4_u (local.get $values)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br $next)))
    ;; A negative run, or one of 2^29 pixels or more.
    (if (v128.any_true (v128.and (local.get $seen) (i32x4.splat (i32.const 0xe0000000)))) (then (return (i32.const -1))))

    ;; Less what filled the last four.
    (local.set $total (i64.add (i64x2.extract_lane 0 (local.get $sums)) (i64x2.extract_lane 1 (local.get $sums))))
    (block $exact (loop $less
      (br_if $exact (i32.eq (local.get $at) (local.get $to)))
      (local.set $at (i32.sub (local.get $at) (i32.const 4)))
      (local.set $total (i64.sub (local.get $total) (i64.load32_u (local.get $at))))
      (br $less)))
    (if (i64.ne (local.get $total) (i64.extend_i32_u (local.get $pixels))) (then (return (i32.const -1))))
    (i32.shr_u (i32.sub (local.get $to) (local.get $runs)) (i32.const 2))))
