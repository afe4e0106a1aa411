namespace Millrace.Actors.Windows;

/// <summary>A session of one actor.</summary>
internal struct Session<TChain>
{
    public long Start;
    public long Last; // time of its last reading
    public long Readings;
    public TChain Chain;
    public int Results; // emitted so far, provisional ones apart
    public int Provisional;
    public bool Fired; // with the readings it has now
    public bool Changed; // since the last result of either kind
}
