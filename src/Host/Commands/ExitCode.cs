namespace Millrace.Host.Commands;

/// <summary>What the process says at its end.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>A fault in the program or in its surroundings.</summary>
    public const int Failure = 1;

    /// <summary>A bad command line, pipeline or file; nothing was written.</summary>
    public const int BadInput = 2;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
