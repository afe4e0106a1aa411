using System.CommandLine;
using Millrace.Host.Output;
namespace Millrace.Host.Commands;
internal static class BacktestCommand { public static (Command, string) Create(Terminal t, CancellationToken c) => (new Command("backtest", "x"), "x"); }
