// Forms: told as a template, printed as a sheet, read from a photo.

export { FormError, type FormErrorCode, formErrorCodes } from './form-error.ts'
export { type FormReason, formReasons } from './form-reasons.ts'
export type { FieldDigit, FieldReading, FormReading } from './read-form.ts'
export { sheetSvg } from './sheet-svg.ts'
export { type FormField, type FormTemplate, parseTemplate } from './template.ts'
