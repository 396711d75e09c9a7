namespace IntervenGen;

/// <summary>How a job's process ends: what a scheduler's script decides by.</summary>
public static class JobExit
{
    /// <summary>The work is done and published.</summary>
    public const int Done = 0;

    /// <summary>The work failed; trying again may help.</summary>
    public const int Failed = 1;

    /// <summary>The work cannot be done as asked; trying again does not help.</summary>
    public const int BadUsage = 2;

    /// <summary>A later incarnation of the same work has taken over: this one must neither requeue nor count as a failure.</summary>
    public const int Superseded = 3;

    /// <summary>Stopped by SIGTERM; what was done is stored, and the same command continues it.</summary>
    public const int Stopped = 143;
}
