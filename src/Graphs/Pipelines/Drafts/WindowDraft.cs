using Millrace.Actors.Windows;
using Millrace.Graphs.Pipelines.Expressions;

namespace Millrace.Graphs.Pipelines.Drafts;

/// <summary>A window as it is written.</summary>
internal sealed class WindowDraft
{
    public Placed<string> Name { get; set; }

    public Placed<string>? Key { get; set; }

    public ExpressionSource? Where { get; set; }

    /// <summary>Null when it is missing or wrong, which has been reported then.</summary>
    public WindowShape? Shape { get; set; }

    public TimeSpan AllowedLateness { get; set; }

    public EarlyResults? Early { get; set; }

    public List<(Placed<string> Name, ExpressionSource Call)> Aggregates { get; } = [];

    public ExpressionSource? Having { get; set; }

    public Placed<string>? To { get; set; }
}
