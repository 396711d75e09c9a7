namespace IntervenGen.Cli.Output;

/// <summary>What the process ends with: the usual numbers, and 128 plus the signal's where one stopped it.</summary>
internal static class ExitCode
{
    public const int Done = 0, Failed = 1, BadUsage = 2, HungUp = 129, Interrupted = 130, Terminated = 143;
}
