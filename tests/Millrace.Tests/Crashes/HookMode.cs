namespace Millrace.Tests.Crashes;

/// <summary>What a <see cref="Hook"/> does with requests.</summary>
internal enum HookMode
{
    Taking,
    Refusing,
    Silent,
}
