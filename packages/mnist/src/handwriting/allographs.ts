// In which ways do people write each digit? Drawn by us from looking at handwriting; the notation is in shapes.ts.

import type { Shape } from './shapes.ts'

/** The ways of writing each digit: `allographs[7]` are the sevens. Another way of writing is one more line. */
export const allographs: readonly (readonly Shape[])[] = [
  [
    { name: '0 round', weight: 4, path: '36,0 14,10 2,46 10,84 32,100 54,88 64,52 55,14 36,0 30,1' },
    { name: '0 closed at the side', weight: 2, path: '58,16 36,0 12,12 2,50 12,88 34,100 56,84 64,48 58,14' },
    { name: '0 open', weight: 1.5, path: '38,6 14,12 2,48 12,86 34,100 56,86 62,46 54,12 34,0 24,2' },
    { name: '0 curled', weight: 1, path: '40,2 16,8 2,46 10,86 34,100 58,84 64,44 52,10 32,4 30,14 44,18' },
    { name: '0 slashed', weight: 1.2, path: '36,0 14,10 2,48 10,86 32,100 54,88 64,52 55,14 36,0; 66,4 2,98' },
  ],
  [
    { name: '1 plain', weight: 5, path: '8,0 9,48 8,100' },
    { name: '1 short flag', weight: 2.5, path: '0,20 22,0! 22,50 22,100' },
    { name: '1 curved flag', weight: 1.2, path: '0,26 14,16 24,0! 23,50 22,100' },
    { name: '1 long flag', weight: 1.8, path: '0,42 20,20 36,0! 36,50 36,100' },
    { name: '1 flag and foot', weight: 1.6, path: '4,20 24,0! 24,50 24,100; 2,100 46,100' },
    { name: '1 long flag and long foot', weight: 1.2, path: '2,36 18,20 34,0! 34,50 34,100; 4,100 66,98' },
    { name: '1 foot', weight: 0.4, path: '13,0 13,50 13,100; 0,100 27,100' },
  ],
  [
    { name: '2 plain', weight: 3, path: '2,24 10,7 32,0 54,10 58,30 44,56 22,82 2,98! 32,97 66,98' },
    { name: '2 looped', weight: 2.2, path: '4,22 16,4 36,0 54,12 55,34 42,60 20,86 6,97 0,90 10,82 28,90 46,99 68,92' },
    { name: '2 wavy base', weight: 1.8, path: '4,20 20,2 44,3 57,20 50,46 28,74 4,95! 22,89 44,100 66,92' },
    { name: '2 straight back', weight: 1.5, path: '0,24 14,5 38,0 56,15 50,40 28,70 2,100! 34,100 64,99' },
    { name: '2 angular', weight: 0.6, path: '2,12 28,0 56,10! 30,54 2,98! 32,98 62,98' },
  ],
  [
    { name: '3 round', weight: 4, path: '4,12 22,0 46,4 54,20 42,40 20,47! 46,53 60,72 50,92 26,100 0,89' },
    { name: '3 soft waist', weight: 1.5, path: '4,10 26,0 50,8 52,28 34,45 46,54 60,72 48,94 24,100 0,92' },
    {
      name: '3 looped waist',
      weight: 1,
      path: '4,12 24,0 48,5 52,24 38,42 22,48 20,43 28,42 48,54 60,74 46,96 22,100 0,90',
    },
    { name: '3 flat-topped', weight: 1.6, path: '2,3 28,2 56,1! 40,20 22,42! 46,48 60,70 48,94 24,100 0,90' },
  ],
  [
    { name: '4 open', weight: 3, path: '12,2 8,28 2,56! 30,56 62,53; 48,8 46,50 43,100' },
    { name: '4 open and round', weight: 2, path: '4,2 3,32 12,54 32,55 52,42; 54,0 52,50 48,100' },
    { name: '4 closed', weight: 1.5, path: '46,100 47,50 48,0! 26,32 0,68! 32,68 66,67' },
    { name: '4 closed, lifted', weight: 1.6, path: '46,0 24,32 0,66! 32,66 66,65; 46,2 45,50 44,100' },
    { name: '4 lightning', weight: 1.2, path: '32,0 18,32 2,64! 30,64 64,60; 47,38 43,70 40,100' },
  ],
  [
    { name: '5 bar apart', weight: 3, path: '14,4 11,24 8,45! 32,38 56,52 58,78 38,98 2,94; 14,3 36,2 62,0' },
    { name: '5 one stroke', weight: 2.5, path: '58,0 36,2 14,2! 11,24 8,44! 34,38 58,55 56,82 34,100 0,92' },
    { name: '5 rounded', weight: 1, path: '58,2 34,2 18,4 12,22 14,42 36,42 56,56 56,82 34,100 2,92' },
    { name: '5 low bar', weight: 0.8, path: '16,8 12,28 10,48! 34,42 56,56 56,82 34,100 4,92; 22,6 44,2 68,3' },
  ],
  [
    { name: '6 bent', weight: 3, path: '48,0 24,18 6,50 6,82 28,100 52,88 55,66 38,54 16,62 6,78' },
    { name: '6 straight', weight: 2, path: '44,0 26,24 10,50 2,78 18,99 44,95 54,76 40,59 16,68 5,84' },
    { name: '6 hooked', weight: 1.3, path: '54,7 36,0 13,18 2,55 9,90 34,100 56,84 52,61 30,53 6,70' },
    { name: '6 open', weight: 0.8, path: '44,0 20,22 4,56 8,88 30,100 52,88 52,66 34,58 22,64' },
  ],
  [
    { name: '7 plain', weight: 3, path: '0,5 30,3 58,2! 38,50 20,100' },
    { name: '7 curved', weight: 2, path: '2,9 28,6 58,2! 40,34 29,66 25,100' },
    { name: '7 crossed', weight: 2.2, path: '0,5 30,3 60,2! 40,50 22,100; 14,53 36,51 58,49' },
    { name: '7 serif', weight: 0.9, path: '3,19 3,10 4,3! 30,3 60,2! 40,50 24,100' },
    { name: '7 serif and crossed', weight: 0.7, path: '3,19 3,10 4,3! 30,3 60,2! 42,50 28,100; 16,54 38,52 58,49' },
    { name: '7 wavy', weight: 0.9, path: '0,13 13,2 36,9 60,1! 42,46 30,100' },
  ],
  [
    {
      name: '8 one stroke',
      weight: 3.5,
      path: '52,13 30,0 8,13 14,35 36,50 56,72 46,95 22,100 3,84 13,61 36,46 55,27 52,10',
    },
    { name: '8 open', weight: 1.3, path: '55,7 34,0 12,12 17,36 42,54 57,78 38,100 10,93 5,71 26,50 46,34 57,17' },
    {
      name: '8 two circles',
      weight: 1.6,
      path: '32,0 12,8 9,32 30,45 52,33 51,10 32,0 27,1; 30,45 8,57 3,83 29,100 57,86 55,59 32,45',
    },
    {
      name: '8 from the middle',
      weight: 0.9,
      path: '30,48 8,32 12,8 34,0 54,12 48,36 30,48 8,64 5,90 30,100 56,88 52,64 28,47',
    },
  ],
  [
    { name: '9 straight', weight: 3, path: '50,18 32,0 8,10 3,36 20,50 42,40 52,10! 51,52 48,100' },
    { name: '9 curved', weight: 2, path: '50,16 28,0 6,13 5,40 24,52 46,39 53,12 53,50 43,84 22,100 3,93' },
    { name: '9 hooked', weight: 1, path: '48,14 28,0 6,12 6,38 26,48 46,36 51,10! 52,52 50,84 34,100 10,90' },
    { name: '9 leaning', weight: 1.2, path: '52,10 28,1 6,18 6,42 26,48 46,30 53,8! 42,52 28,100' },
    { name: '9 ring and stem', weight: 0.8, path: '46,8 24,0 4,18 9,43 31,47 48,26 46,8; 50,2 49,50 47,100' },
    {
      name: '9 looped tail',
      weight: 0.35,
      path: '50,16 28,0 6,13 6,38 25,48 46,36 52,12 52,50 48,88 28,101 13,91 26,80 56,70',
    },
  ],
]
