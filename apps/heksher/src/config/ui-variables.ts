import { anyText, boolean, type Read } from './kinds.js';

/** The colours that CSS names. */
const NAMED = new Set(
  `aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood cadetblue
  chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey
  darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray
  darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen
  fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki
  lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen
  lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime
  limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue
  mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive
  olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum
  powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver
  skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white
  whitesmoke yellow yellowgreen`.split(/\s+/),
);

/** A colour of CSS, in lower case. */
export const color: Read<string> = (text) => {
  const lower = text.toLowerCase();
  if (NAMED.has(lower) || /^#(?:[\da-f]{3}|[\da-f]{6})$/.test(lower)) return lower;
  throw new Error('it must be a colour that CSS names, such as red, or one like #c00 or #cc0000');
};

/** The variables of the admin UI. */
export const UI_VARIABLES = {
  HEKSHER_UI: {
    read: boolean,
    default: 'true',
    meaning: 'Whether to serve the admin UI at /ui. If false, the address / leads browsers to the documentation.',
  },
  HEKSHER_UI_BANNER_TEXT: {
    read: anyText,
    neededBy: 'HEKSHER_UI_BANNER_COLOR',
    meaning:
      'A text at the top of the admin UI, such as production, so that nobody mistakes one environment for another.',
  },
  HEKSHER_UI_BANNER_COLOR: {
    read: color,
    default: 'red',
    meaning:
      'The colour of that banner: one that CSS names, or one like #c00 or #cc0000. Needs HEKSHER_UI_BANNER_TEXT.',
  },
} as const;
