// A plugin of TypeDoc: a table such as `export const kernels = { conv2dForward, ... }` shows the docstring of each
// function that it holds, so that none has to be written twice.

import { Converter, ReflectionKind } from 'typedoc'
import ts from 'typescript'

export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (reflection.kind !== ReflectionKind.Property || reflection.hasComment()) return
    const declaration = context.getSymbolFromReflection(reflection)?.valueDeclaration
    if (!declaration || !ts.isShorthandPropertyAssignment(declaration)) return
    const named = context.checker.getShorthandAssignmentValueSymbol(declaration)
    if (!named) return
    const symbol = named.flags & ts.SymbolFlags.Alias ? context.checker.getAliasedSymbol(named) : named
    const own = symbol.valueDeclaration
    const comment =
      own && ts.isFunctionDeclaration(own)
        ? context.getSignatureComment(own)
        : context.getComment(symbol, ReflectionKind.Variable)
    if (comment) reflection.comment = comment
  })
}
