using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Millrace.Actors.Aggregates;
using Millrace.Actors.Descriptions;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Windows;

/// <summary>What the tables of all window shapes share: the filter, the arguments of the aggregates, and how a result is emitted.</summary>
/// <typeparam name="TChain">The aggregates of the window as one value type.</typeparam>
internal abstract class WindowTable<TChain> : ActorTable
    where TChain : struct, IAggregateChain<TChain>
{
    private readonly double[] parameters;
    private readonly double[] values;
    private readonly bool custom;

    protected WindowTable(WindowDefinition definition, Field key, ImmutableArray<Projection> arguments, double[] parameters, bool custom)
        : base(definition.Name, key)
    {
        Window = definition;
        Definition = WindowText.Of(definition, key.Name);
        Projections = arguments;
        Conditions = definition.Where is null ? [] : [definition.Where];
        this.parameters = parameters;
        this.custom = custom;
        values = new double[definition.Aggregates.Length];
    }

    public override ImmutableArray<Condition> Conditions { get; }

    public override ImmutableArray<Projection> Projections { get; }

    public override bool MayThrow => custom;

    public override bool TimersEnd => true;

    protected WindowDefinition Window { get; }

    public override bool Concerns(ReadingRun run, int row) => Selected(run) is not { } selected || selected[row];

    public override void OnReadings(ReadingRun run, TableContext context)
    {
        var selected = Selected(run);
        for (var row = run.From; row < run.To; row++)
        {
            var slot = run.Slots[row];
            if (selected is null || selected[row])
            {
                if (slot >= 0)
                    OnReading(run, row, slot, context);
                else if (slot == ReadingRun.NoKey)
                    NoKey(run, row, context);
            }

            if (context.IsDue(row, slot))
                context.Fire(row, slot);
        }
    }

    /// <summary>Takes in a reading that passes the filter and has a key. Shapes whose readings are a few instructions each go through the rows themselves.</summary>
    protected abstract void OnReading(ReadingRun run, int row, int slot, TableContext context);

    /// <summary>The rows that pass the filter; null when all do.</summary>
    protected static bool[]? Selected(ReadingRun run) => run.Conditions.Length == 0 ? null : run.Conditions[0];

    /// <summary>Emits a result, unless <c>having</c> holds it back.</summary>
    protected void Emit(TableContext context, int slot, in TChain chain, in WindowSpan window, int revision, bool early = false, long sequence = 0)
    {
        if (Window.Having is not null)
        {
            TChain.Results(in chain, in window, parameters, values);
            if (!Window.Having.Test(values))
                return;
        }

        ref var output = ref context.Emit(OutputKind.Window, slot);
        output.Start = window.Start;
        output.End = window.End;
        output.Revision = revision;
        output.Early = early;
        output.Sequence = sequence;
        TChain.Results(in chain, in window, parameters, context.Values(values.Length));
    }

    /// <summary>The values as they would be emitted now.</summary>
    protected ImmutableArray<DescribedValue> Describe(in TChain chain, in WindowSpan window, SymbolTable symbols)
    {
        var described = new DescribedValue[values.Length];
        var results = new double[values.Length];
        TChain.Results(in chain, in window, parameters, results);
        for (var i = 0; i < described.Length; i++)
            described[i] = DescribedValue.Of(Window.Aggregates[i].Name, Window.Aggregates[i].ResultType, results[i], symbols);
        return ImmutableCollectionsMarshal.AsImmutableArray(described);
    }

    /// <summary>A reading without the table's key goes to the dead letters.</summary>
    protected void NoKey(ReadingRun run, int row, TableContext context) =>
        context.DeadLetter(run, row, $"{Name}: no key field \"{Key.Name}\"");

    protected static void WritePane(in Pane<TChain> pane, StateWriter writer)
    {
        writer.Integer(pane.Start);
        writer.Integer(pane.Readings);
        TChain.Snapshot(in pane.Chain, writer);
    }

    protected static Pane<TChain> ReadPane(ref StateReader reader) => new()
    {
        Start = reader.Integer(),
        Readings = reader.Integer(),
        Chain = TChain.Restore(ref reader),
    };

    protected static long Milliseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMillisecond;
}
