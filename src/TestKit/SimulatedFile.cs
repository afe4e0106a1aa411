namespace Millrace.TestKit;

/// <summary>One file: what processes see of it, and what is on disk. Guarded by its <see cref="SimulatedFiles"/>.</summary>
internal sealed class SimulatedFile
{
    /// <summary>What a disk writes whole or not at all.</summary>
    private const int SectorBytes = 512;

    private readonly SortedSet<int> dirty = [];
    private int dirtyFrom = int.MaxValue;
    private byte[] seen;
    private byte[] stored;

    public SimulatedFile(ReadOnlySpan<byte> content)
    {
        seen = content.ToArray();
        stored = content.ToArray();
        (Length, StoredLength) = (content.Length, content.Length);
    }

    public int Length { get; private set; }

    private int StoredLength { get; set; }

    public byte[] Content() => seen[..Length];

    public int Read(long position, Span<byte> into)
    {
        var count = (int)Math.Clamp(Length - position, 0, into.Length);
        if (count > 0)
            seen.AsSpan((int)position, count).CopyTo(into);
        return count;
    }

    public void Write(long position, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        var end = (int)position + bytes.Length;
        Grow(ref seen, end);
        if (position > Length)
            seen.AsSpan(Length, (int)position - Length).Clear();
        bytes.CopyTo(seen.AsSpan((int)position));
        Touch((int)Math.Min(position, Length), end);
        Length = Math.Max(Length, end);
    }

    public void Truncate(long length)
    {
        Grow(ref seen, (int)length);

        // A file that grows again has zeros there, on disk too.
        seen.AsSpan((int)Math.Min(length, Length), Math.Abs((int)length - Length)).Clear();
        Touch((int)Math.Min(length, Length), (int)Math.Max(length, Length));
        Length = (int)length;
    }

    public void Sync()
    {
        foreach (var sector in dirty)
            Store(sector);
        Clean();
        StoredLength = Length;
    }

    /// <summary>A sync that failed: some sectors are on disk, the others never will be unless they are written again, and nobody can tell.</summary>
    public void Drop(Random random)
    {
        foreach (var sector in dirty)
        {
            if (random.Next(2) == 0)
                Store(sector);
        }

        Clean();
        if (random.Next(2) == 0)
            StoredLength = Length;
    }

    public void Crash(Random random)
    {
        // How much of the difference the disk has seen: everything, nothing, or each sector by chance, one of them perhaps half.
        var kind = random.Next(4);
        foreach (var sector in dirty)
        {
            if (kind == 0 || kind > 1 && random.Next(2) == 0)
                Store(sector);
            else if (kind == 3 && random.Next(4) == 0)
                random.NextBytes(Sector(ref stored, sector)[Math.Clamp(dirtyFrom - sector * SectorBytes, 0, SectorBytes)..]);
        }

        Clean();
        var (low, high) = (Math.Min(StoredLength, Length), Math.Max(StoredLength, Length));
        StoredLength = kind switch { 0 => Length, 1 => StoredLength, _ => random.Next(low, high + 1) };
        Grow(ref stored, StoredLength);
        seen = stored[..StoredLength];
        Length = StoredLength;
        stored = seen[..];
    }

    private static void Grow(ref byte[] bytes, int length)
    {
        if (length > bytes.Length)
            Array.Resize(ref bytes, Math.Max(length, bytes.Length * 2));
    }

    private static Span<byte> Sector(ref byte[] bytes, int sector)
    {
        Grow(ref bytes, (sector + 1) * SectorBytes);
        return bytes.AsSpan(sector * SectorBytes, SectorBytes);
    }

    private void Clean()
    {
        dirty.Clear();
        dirtyFrom = int.MaxValue;
    }

    private void Touch(int from, int to)
    {
        dirtyFrom = Math.Min(dirtyFrom, from);
        for (var sector = from / SectorBytes; sector * SectorBytes < to; sector++)
            dirty.Add(sector);
    }

    private void Store(int sector) => Sector(ref seen, sector).CopyTo(Sector(ref stored, sector));
}
