using System.Collections.Immutable;

namespace Millrace.Messages;

/// <summary>The fields of a reading that a pipeline uses, each with its column. Fields that are not here stay in the raw record only.</summary>
public sealed class ReadingSchema
{
    private readonly Dictionary<string, Field> byName = new(StringComparer.Ordinal);

    private ReadingSchema(ImmutableArray<Field> fields)
    {
        Fields = fields;
        foreach (var field in fields)
        {
            byName.Add(field.Name, field);
            if (field.Type == FieldType.Text)
                SymbolColumns++;
            else
                NumberColumns++;
        }
    }

    /// <summary>The fields in the order in which they were declared.</summary>
    public ImmutableArray<Field> Fields { get; }

    /// <summary>How many number columns a batch has.</summary>
    public int NumberColumns { get; }

    /// <summary>How many symbol columns a batch has.</summary>
    public int SymbolColumns { get; }

    /// <summary>Lays out columns for the named fields. A name may be given once.</summary>
    /// <exception cref="ArgumentException">A name is given twice.</exception>
    public static ReadingSchema Create(params IEnumerable<(string Name, FieldType Type, bool IsKey)> fields)
    {
        int numbers = 0, symbols = 0;
        return new ReadingSchema([.. fields.Select(f =>
            new Field(f.Name, f.Type, f.Type == FieldType.Text ? symbols++ : numbers++, f.IsKey))]);
    }

    /// <summary>The field of that name, or null when the pipeline does not use it.</summary>
    public Field? Find(string name) => byName.GetValueOrDefault(name);
}
