using System.Collections.Immutable;
using System.Text;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Descriptions;

/// <summary>Collects what a shard holds of a key. Looks and changes nothing: no slot is made, nobody is woken from passivation, no timer moves.</summary>
internal sealed class ShardDescriber(Shard shard, ActorTable[] tables, TableContext[] contexts, List<KeySpace> spaces)
{
    public KeyDescription? Describe(string key)
    {
        var symbol = shard.Options.Symbols.Find(Encoding.UTF8.GetBytes(key));
        if (symbol == SymbolTable.Missing)
            return null;
        var fields = ImmutableArray.CreateBuilder<KeyFieldDescription>();
        foreach (var space in spaces)
        {
            if (space.Find(symbol) is var slot and >= 0)
                fields.Add(Describe(space, slot));
        }

        return fields.Count == 0 ? null : new KeyDescription(key, fields.ToImmutable());
    }

    private KeyFieldDescription Describe(KeySpace space, int slot)
    {
        var watermark = shard.Options.Watermark.PerKey ? space.ClockOf(slot) : shard.Watermark.Milliseconds;
        return new KeyFieldDescription
        {
            Field = space.Key.Name,
            Watermark = watermark == long.MinValue ? null : new EventTime(watermark),
            Actors = Actors(space, slot, new DescriptionMoment(watermark, shard.Options.Symbols)),
        };
    }

    private ImmutableArray<ActorDescription> Actors(KeySpace space, int slot, DescriptionMoment moment)
    {
        var actors = ImmutableArray.CreateBuilder<ActorDescription>();
        for (var i = 0; i < tables.Length; i++)
        {
            if (contexts[i].Keys != space)
                continue;
            contexts[i].Grow();
            var failures = tables[i].MayThrow ? shard.Supervisor.FailuresOf(i, slot) : null;
            var described = tables[i].MayThrow ? Supervisor.Describe(tables[i], slot, in moment) : tables[i].Describe(slot, in moment);
            if (described is null && failures is null)
                continue;
            var due = contexts[i].Timers.Due[slot];
            actors.Add((described ?? new ActorDescription { Table = tables[i].Name, Kind = ActorKind.Actor }) with
            {
                NextTimer = due < Shard.EndOfTime ? new EventTime(due) : null,
                Failures = failures?.Count ?? 0,
                StoppedBy = failures?.StoppedBy,
            });
        }

        return actors.ToImmutable();
    }
}
