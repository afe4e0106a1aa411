using System.Runtime.InteropServices;
using Millrace.Host.Commands;
using Millrace.Host.Output;

using var interrupted = new CancellationTokenSource();

// The first signal asks the command to end and tidy up; the second ends the process where it stands.
void OnSignal(PosixSignalContext context)
{
    context.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
try
{
    return CommandTree.Run(args, Terminal.OfProcess(), interrupted.Token);
}
catch (Exception exception)
{
    Console.Error.WriteLine($"millrace: a fault in the program, please report it:\n{exception}");
    return ExitCode.Failure;
}
