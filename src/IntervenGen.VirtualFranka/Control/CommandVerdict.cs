namespace IntervenGen.VirtualFranka.Control;

/// <summary>What follows from a command, or from its absence.</summary>
internal enum CommandEffect
{
    /// <summary>The motion goes on.</summary>
    Continue,

    /// <summary>The motion ends here: standing still is as smooth as any command.</summary>
    Finish,

    /// <summary>The motion ends in a controlled stop.</summary>
    Brake,

    /// <summary>A rule is broken.</summary>
    Abort,
}

/// <summary>The effect of a cycle's command, with the flag of the broken rule.</summary>
/// <param name="Effect">What follows.</param>
/// <param name="Flag">The broken rule; <see cref="RobotErrorFlag.None"/> unless the motion is aborted.</param>
internal readonly record struct CommandVerdict(CommandEffect Effect, RobotErrorFlag Flag)
{
    /// <summary>The motion goes on.</summary>
    public static CommandVerdict Continue => new(CommandEffect.Continue, RobotErrorFlag.None);

    /// <summary>The motion ends here.</summary>
    public static CommandVerdict Finish => new(CommandEffect.Finish, RobotErrorFlag.None);

    /// <summary>The motion ends in a controlled stop.</summary>
    public static CommandVerdict Brake => new(CommandEffect.Brake, RobotErrorFlag.None);

    /// <summary>Goes on, or aborts if a rule is broken.</summary>
    public static CommandVerdict Of(RobotErrorFlag flag) =>
        new(flag == RobotErrorFlag.None ? CommandEffect.Continue : CommandEffect.Abort, flag);
}
