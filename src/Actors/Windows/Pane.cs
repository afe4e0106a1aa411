namespace Millrace.Actors.Windows;

/// <summary>What the readings of one pane come to.</summary>
internal struct Pane<TChain>
{
    public long Start;
    public long Readings;
    public TChain Chain;
}
