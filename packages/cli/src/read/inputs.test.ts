import { expect, test } from 'vitest'
import { patternToRegExp } from './inputs.ts'

test.each([
  ['*.png', ['a.png', '.png'], ['a.jpg', 'b/a.png', 'a.png.txt', 'apng']],
  ['**/*.png', ['a.png', 'b/a.png', 'b/c/a.png'], ['a.jpg', 'b/a.pngx']],
  ['scans/**', ['scans/a', 'scans/b/c'], ['scan/a']],
  ['./a?.png', ['ab.png'], ['a.png', 'a/.png', 'abc.png']],
  ['[a-c]1.png', ['b1.png'], ['d1.png', '-1.png']],
  ['[!a]1.png', ['b1.png'], ['a1.png']],
  ['a+(b).{png}', ['a+(b).{png}'], ['aab.png']],
])('%s matches %j and not %j', (pattern, yes, no) => {
  const matcher = patternToRegExp(pattern)
  expect(yes.filter(path => !matcher.test(path))).toEqual([])
  expect(no.filter(path => matcher.test(path))).toEqual([])
})
