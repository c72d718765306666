// Why must somebody look at a form? What only forms can have, beside the reasons of any reading.

/** Why a field or a form is not simply accepted, besides the reasons of any reading; each with its meaning. */
export const formReasons = {
  missing: 'A field that must be filled in is empty.',
  gap: 'A box between two digits is empty.',
  'no-marks':
    'The form was not found in the picture: not all four corner marks are there, or its boxes are not where they should be.',
} as const

/** One of {@link formReasons}. */
export type FormReason = keyof typeof formReasons
