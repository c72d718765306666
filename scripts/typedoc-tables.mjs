// A plugin of TypeDoc: entries of a table show the docstring of the function they hold, so that none has to be written
// twice. Tables are objects such as `optimizers = { sgd, ... }`, and kernels, `relu: Kernel = { plain: relu, ... }`.

import { Converter, ReflectionKind } from 'typedoc'
import ts from 'typescript'

export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (reflection.hasComment()) return
    const declaration = context.getSymbolFromReflection(reflection)?.valueDeclaration
    const symbol = declaration && heldBy(declaration, reflection.kind, context.checker)
    if (!symbol) return
    const own = symbol.valueDeclaration
    const comment =
      own && ts.isFunctionDeclaration(own)
        ? context.getSignatureComment(own)
        : context.getComment(symbol, ReflectionKind.Variable)
    if (comment) reflection.comment = comment
  })
}

/** What an entry of a table holds: the value of a shorthand property, or the `plain` of a kernel. */
function heldBy(declaration, kind, checker) {
  if (kind === ReflectionKind.Property && ts.isShorthandPropertyAssignment(declaration))
    return original(checker.getShorthandAssignmentValueSymbol(declaration), checker)
  if (kind !== ReflectionKind.Variable || !ts.isVariableDeclaration(declaration)) return undefined
  const { initializer } = declaration
  if (!initializer || !ts.isObjectLiteralExpression(initializer)) return undefined
  const plain = initializer.properties.find(one => ts.isPropertyAssignment(one) && one.name.getText() === 'plain')
  return plain && original(checker.getSymbolAtLocation(plain.initializer), checker)
}

function original(symbol, checker) {
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}
