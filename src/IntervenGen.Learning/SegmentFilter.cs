using IntervenGen.Core;

namespace IntervenGen.Learning;

/// <summary>Which steps of an episode are used for training.</summary>
public enum SegmentFilter
{
    /// <summary>Every step, as for demonstrations.</summary>
    All = 0,

    /// <summary>Interpolation, replay and human steps: the recovery, without the policy's mistake before it.</summary>
    Recovery = 1,
}

internal static class SegmentFilters
{
    public static bool Keeps(this SegmentFilter filter, StepMode mode) =>
        filter == SegmentFilter.All || mode is StepMode.Interpolation or StepMode.Replay or StepMode.Human;
}
