using System.Collections.Immutable;
using System.Globalization;
using Millrace.Messages;

namespace Millrace.TestKit;

/// <summary>What an actor put out in an <see cref="ActorTest{TState}"/>. Immutable.</summary>
/// <param name="Key">The actor's key.</param>
/// <param name="At">The time of the output in event time, since <see cref="ActorTest{TState}.Start"/>.</param>
/// <param name="Values">What it says, in the order of <c>Values</c>: a <see cref="double"/>, <see cref="bool"/>, <see cref="string"/>, or null.</param>
public sealed record ActorOutput(string Key, TimeSpan At, ImmutableArray<(string Name, object? Value)> Values)
{
    /// <summary>A value by its name.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public object? this[string name]
    {
        get
        {
            foreach (var (known, value) in Values)
            {
                if (known == name)
                    return value;
            }

            throw new KeyNotFoundException($"There is no value {name} in: {this}");
        }
    }

    /// <summary>One line: <c>pump-1 00:01:40 raised=true peak=81</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Key} {At}") + string.Concat(Values.Select(value => $" {value.Name}={Written(value.Value)}"));

    internal static object? Read(FieldType type, double value, SymbolTable symbols) => type switch
    {
        _ when double.IsNaN(value) => null,
        FieldType.Boolean => value != 0,
        FieldType.Text => symbols.Text((int)value),
        _ => value,
    };

    private static string Written(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => (string)value,
    };
}
