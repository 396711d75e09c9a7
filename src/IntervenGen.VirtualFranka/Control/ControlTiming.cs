namespace IntervenGen.VirtualFranka.Control;

/// <summary>How quickly the virtual controller does what a real one takes time for.</summary>
internal sealed record ControlTiming
{
    /// <summary>From an accepted motion until the modes change, milliseconds.</summary>
    public int SwitchDelay { get; init; } = 5;

    /// <summary>Length of a recovery, milliseconds.</summary>
    public int RecoveryTime { get; init; } = 100;

    /// <summary>Longest wait for a motion's first command, milliseconds.</summary>
    public int FirstCommandWait { get; init; } = 1000;
}
