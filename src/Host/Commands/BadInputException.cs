namespace Millrace.Host.Commands;

/// <summary>What the user gave cannot be used; the message says what and how to mend it. Ends the command with <see cref="ExitCode.BadInput"/>.</summary>
public sealed class BadInputException : Exception
{
    /// <summary>Made with the message that the user reads, one or several lines.</summary>
    public BadInputException(string message)
        : base(message)
    {
    }
}
