// Made by scripts/make-usual-style.ts from the first 12000 training images of MNIST. How is each digit usually written?

/** Mean and standard deviation of a measure within one digit. */
export type Usual = readonly [mean: number, sd: number]

/** Measures of each digit, in the units of `Measures`; aspect is width over height. */
export const usualStyle: readonly Readonly<
  Record<'area' | 'length' | 'thickness' | 'slant' | 'width' | 'height' | 'aspect', Usual>
>[] = [
  {
    area: [140.7581, 34.4415],
    length: [52.4312, 5.6263],
    thickness: [2.9585, 0.7901],
    slant: [0.2115, 0.1876],
    width: [15.9378, 2.4773],
    height: [18.8285, 1.2989],
    aspect: [0.8559, 0.1798],
  },
  {
    area: [61.4017, 18.25],
    length: [22.138, 3.6389],
    thickness: [2.8224, 0.7588],
    slant: [0.2368, 0.2332],
    width: [5.3782, 1.8238],
    height: [19.5738, 0.2197],
    aspect: [0.275, 0.0944],
  },
  {
    area: [117.5292, 31.3503],
    length: [47.2114, 8.5239],
    thickness: [2.7827, 0.7758],
    slant: [0.1253, 0.2568],
    width: [15.8808, 2.5876],
    height: [18.5831, 1.8072],
    aspect: [0.872, 0.2159],
  },
  {
    area: [112.5507, 30.4546],
    length: [46.1522, 7.3299],
    thickness: [2.6271, 0.6353],
    slant: [0.0794, 0.2361],
    width: [13.6753, 2.4153],
    height: [19.5289, 0.8471],
    aspect: [0.7036, 0.1415],
  },
  {
    area: [96.0039, 25.8912],
    length: [41.6667, 5.1023],
    thickness: [2.5799, 0.6664],
    slant: [0.0672, 0.2895],
    width: [14.2705, 2.6567],
    height: [18.8529, 0.801],
    aspect: [0.7615, 0.1646],
  },
  {
    area: [98.5292, 28.6455],
    length: [44.1825, 7.3429],
    thickness: [2.3885, 0.5729],
    slant: [0.2376, 0.2751],
    width: [13.9862, 2.1704],
    height: [18.15, 2.1495],
    aspect: [0.7825, 0.1556],
  },
  {
    area: [108.3862, 29.4207],
    length: [44.8546, 8.6767],
    thickness: [2.7326, 0.8514],
    slant: [0.042, 0.1944],
    width: [13.2471, 2.828],
    height: [19.2763, 0.6153],
    aspect: [0.6903, 0.1641],
  },
  {
    area: [91.5932, 25.1269],
    length: [36.084, 5.4058],
    thickness: [2.6892, 0.6978],
    slant: [0.0332, 0.2336],
    width: [14.1322, 2.7843],
    height: [19.2866, 0.9122],
    aspect: [0.7382, 0.1733],
  },
  {
    area: [119.0344, 31.2214],
    length: [55.3751, 8.4268],
    thickness: [2.5436, 0.7802],
    slant: [0.1836, 0.2292],
    width: [12.421, 2.5111],
    height: [19.3979, 0.7606],
    aspect: [0.6428, 0.1417],
  },
  {
    area: [98.1512, 26.4935],
    length: [43.7335, 6.0225],
    thickness: [2.5155, 0.663],
    slant: [0.003, 0.2368],
    width: [12.4627, 2.4232],
    height: [19.3671, 0.3905],
    aspect: [0.6448, 0.133],
  },
]
