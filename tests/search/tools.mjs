// What search.js lends to the readers of an index, with the module that a page would load for mistyped words.
import { tools as lent } from "../../themes/civic/assets/search.js";

export const tools = { ...lent, typos: () => import("../../themes/civic/assets/search-typos.js") };
