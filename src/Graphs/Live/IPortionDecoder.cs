namespace Millrace.Graphs.Live;

/// <summary>Turns the raw records of a portion into its batches: one row a record, in order, but for records that are repeats.</summary>
internal interface IPortionDecoder
{
    /// <summary>Fills the batches of a portion from its records.</summary>
    void Decode(Portion portion);

    /// <summary>Goes back to what a checkpoint says: <see cref="Portion.Upstream"/> of the last portion taken in.</summary>
    void Restore(IReadOnlyList<long> upstream)
    {
    }
}
