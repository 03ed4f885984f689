;; Splits a text of ASCII at white space and looks its words up, without making strings of them; number-texts.ts says what for.
;;
;; A word of up to 15 characters, with zeros after it, is its own key in a table with open addressing. All else is looked up in
;; JavaScript, which also numbers new words: longer ones, and those that the table, half full, has no room for.
;;
;; Memory: 0 the table's 2^17 places, 0 where nothing is, else a word's number and one; 2^19 the keys of the words below 2^16, each
;; at 16 times its number; from 2^19 + 2^20 on the text in hand.
(module
  ;; Given where a word begins and ends: its number.
  (import "js" "find" (func $find (param i32 i32) (result i32)))
  (memory (export "memory") 32)

  ;; Writes the numbers of the words of the text from $at to $end to $to, 32 bits each, and a space after the text. Returns where
  ;; they end, or 0 where a control character that is no white space to Python stands after a word. Needs 16 bytes after the text.
  (func (export "findWords") (param $at i32) (param $end i32) (param $to i32) (result i32)
    (local $block v128) (local $spaces i32) (local $length i32) (local $wordEnd i32)
    (local $place i32) (local $entry i32) (local $word i32)
    (v128.store (local.get $end) (i8x16.splat (i32.const 32)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $block (v128.load (local.get $at)))
      (local.set $spaces (i8x16.bitmask (i8x16.le_u (local.get $block) (i8x16.splat (i32.const 32)))))
      (local.set $wordEnd (local.get $at))
      (block $found
        (if (i32.eqz (local.get $spaces))
          (then
            (loop $longer
              (local.set $wordEnd (i32.add (local.get $wordEnd) (i32.const 16)))
              (local.set $spaces (i8x16.bitmask
                (i8x16.le_u (v128.load (local.get $wordEnd)) (i8x16.splat (i32.const 32)))))
              (br_if $longer (i32.eqz (local.get $spaces))))
            (local.set $wordEnd (i32.add (local.get $wordEnd) (i32.ctz (local.get $spaces))))
            (i32.store (local.get $to) (call $find (local.get $at) (local.get $wordEnd)))
            (br $found)))
        (local.set $length (i32.ctz (local.get $spaces)))
        (local.set $wordEnd (i32.add (local.get $at) (local.get $length)))
        (if (i32.eqz (local.get $length)) (then
          (local.set $to (i32.sub (local.get $to) (i32.const 4)))
          (br $found)))
        (local.set $block (v128.and (local.get $block) (i8x16.lt_u
          (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15) (i8x16.splat (local.get $length)))))
        (local.set $place (i32.wrap_i64 (i64.shr_u (i64.mul (i64.const 0x9e3779b97f4a7c15)
          (i64.xor (i64x2.extract_lane 0 (local.get $block))
            (i64.mul (i64x2.extract_lane 1 (local.get $block)) (i64.const 0xc2b2ae3d27d4eb4f)))) (i64.const 47))))
        (loop $places
          (local.set $entry (i32.load (i32.shl (local.get $place) (i32.const 2))))
          (if (i32.eqz (local.get $entry)) (then
            (local.set $word (call $find (local.get $at) (local.get $wordEnd)))
            (i32.store (local.get $to) (local.get $word))
            (br_if $found (i32.ge_u (local.get $word) (i32.const 0x10000)))
            (v128.store offset=0x80000 (i32.shl (local.get $word) (i32.const 4)) (local.get $block))
            (i32.store (i32.shl (local.get $place) (i32.const 2)) (i32.add (local.get $word) (i32.const 1)))
            (br $found)))
          (local.set $word (i32.sub (local.get $entry) (i32.const 1)))
          (i32.store (local.get $to) (local.get $word))
          (local.set $place (i32.and (i32.add (local.get $place) (i32.const 1)) (i32.const 0x1ffff)))
          (br_if $places (v128.any_true (v128.xor (local.get $block)
            (v128.load offset=0x80000 (i32.shl (local.get $word) (i32.const 4))))))))

      (local.set $to (i32.add (local.get $to) (i32.const 4)))
      (local.set $at (i32.add (local.get $wordEnd) (i32.const 1)))
      ;; To Python also 9–13 and 28–31 are white space.
      (local.set $entry (i32.load8_u (local.get $wordEnd)))
      (br_if $next (i32.eq (local.get $entry) (i32.const 32)))
      (br_if $next (i32.lt_u (i32.sub (local.get $entry) (i32.const 9)) (i32.const 5)))
      (br_if $next (i32.ge_u (local.get $entry) (i32.const 28)))
      (return (i32.const 0))))
    (local.get $to)))
