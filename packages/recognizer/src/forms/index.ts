// Forms: told as a template, printed as a sheet, read from a photo.

export { FormError, type FormErrorCode, formErrorCodes } from './form-error.ts'
export { type FieldDigit, type FieldReading, type FormReading, type FormReason, formReasons } from './read-form.ts'
export { sheetSvg } from './sheet-svg.ts'
export { type FormField, type FormTemplate, parseTemplate } from './template.ts'
