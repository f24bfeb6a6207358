/* What the chat takes from the bell, so that a guest's browser loads it once. */

import { fill } from "./bell_words.js";
import { h, icon, PATHS, put } from "./draw.js";

export const kit = { fill, h, icon, PATHS, put };
