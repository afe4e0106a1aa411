namespace Millrace.Actors.Aggregates.Sketches;

/// <summary>A set of up to <see cref="DistinctSketch.ExactLimit"/> hashes with open addressing, at most half full.</summary>
internal sealed class HashTable
{
    /// <summary>An unused slot; the hash of no value.</summary>
    public const ulong Free = 0;

    public ulong[] Slots { get; private set; } = new ulong[8];

    public int Count { get; private set; }

    /// <summary>Adds a hash that may be there; false when it is not and there is no room for it.</summary>
    public bool Add(ulong hash)
    {
        var place = PlaceOf(Slots, hash);
        if (Slots[place] == hash)
            return true;
        if (Count == DistinctSketch.ExactLimit)
            return false;
        Slots[place] = hash;
        Count++;
        if (Count * 2 > Slots.Length)
            Grow();
        return true;
    }

    private static int PlaceOf(ulong[] slots, ulong hash)
    {
        var mask = slots.Length - 1;
        var place = (int)hash & mask;
        while (slots[place] != Free && slots[place] != hash)
            place = (place + 1) & mask;
        return place;
    }

    private void Grow()
    {
        var larger = new ulong[Slots.Length * 2];
        foreach (var hash in Slots)
        {
            if (hash != Free)
                larger[PlaceOf(larger, hash)] = hash;
        }

        Slots = larger;
    }
}
