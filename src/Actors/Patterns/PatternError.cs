namespace Millrace.Actors.Patterns;

/// <summary>Something wrong with a <see cref="PatternDefinition"/>.</summary>
/// <param name="Kind">What.</param>
/// <param name="Element">The very object in the definition that it concerns; null when it is the pattern itself.</param>
/// <param name="Message">What is wrong and the mend, for a person; without place.</param>
public sealed record PatternError(PatternErrorKind Kind, PatternElement? Element, string Message);
