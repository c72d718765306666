// Searching for networks: what may change, how the next is chosen, which are the best of their size.

export { depthAblation } from './ablation.ts'
export { describeGenome, type Gene, type Genome, mutate, networkOf, randomGenome, space } from './genome.ts'
export { paretoFront, paretoRanks, type Weighed } from './pareto.ts'
export {
  newSearch,
  nextGenome,
  type SearchMethod,
  type SearchOptions,
  type SearchState,
  search,
  type Trial,
} from './search.ts'
export { searchChart, searchHtml, trialLine, trialsWorthShowing } from './search-html.ts'
