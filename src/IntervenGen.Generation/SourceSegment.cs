using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>One stretch of an operator's motion within one subtask, tied to the subtask's reference object.</summary>
/// <remarks>Immutable once made; shared by all workers.</remarks>
public sealed class SourceSegment
{
    private SourceSegment(
        int episode, int subtask, PoseBuffer targets, float[] gripper, Pose eef, Pose reference, Pose? held, bool goesOn)
    {
        Episode = episode;
        Subtask = subtask;
        WorldFromTarget = targets;
        Gripper = gripper;
        WorldFromEefAtStart = eef;
        WorldFromObjectAtStart = reference;
        EefFromHeldAtStart = held is { } worldFromHeld ? eef.Inverse() * worldFromHeld : null;
        GoesOn = goesOn;
        GripStep = LastClosing(gripper);
    }

    /// <summary>Index of the source episode.</summary>
    public int Episode { get; }

    /// <summary>Index of the subtask it belongs to.</summary>
    public int Subtask { get; }

    /// <summary>Commanded end-effector poses, world frame, shape [length].</summary>
    public PoseBuffer WorldFromTarget { get; }

    /// <summary>Gripper commands, +1 close, −1 open, shape [length].</summary>
    public float[] Gripper { get; }

    /// <summary>Measured end-effector pose at the first step, world frame.</summary>
    public Pose WorldFromEefAtStart { get; }

    /// <summary>True pose of the reference object at the first step, world frame.</summary>
    public Pose WorldFromObjectAtStart { get; }

    /// <summary>Pose of the held object at the first step, end-effector frame; null if the subtask declares none.</summary>
    public Pose? EefFromHeldAtStart { get; }

    /// <summary>Whether the operator continued with the next subtask instead of handing back.</summary>
    public bool GoesOn { get; }

    /// <summary>
    /// The step at which the gripper last begins to close, or the last step if it never does. The orientation of the hand there
    /// is required by the object; before and after it may have other reasons.
    /// </summary>
    public int GripStep { get; }

    /// <summary>Length of the segment, control steps.</summary>
    public int Length => Gripper.Length;

    /// <summary>
    /// Extracts every consecutive run of steps of one mode and one subtask from stored episodes, but those that the same hand left for
    /// an earlier subtask, as after a drop.
    /// </summary>
    /// <param name="source">Stored demonstrations or interventions.</param>
    /// <param name="subtasks">The task's subtasks.</param>
    /// <param name="mode">The mode of the steps to extract: <see cref="StepMode.Human"/> for the operator's.</param>
    /// <exception cref="UsageException">No episode holds such a step.</exception>
    public static IReadOnlyList<SourceSegment> Extract(
        IEpisodeSource source, IReadOnlyList<SubtaskSpec> subtasks, StepMode mode = StepMode.Human)
    {
        var segments = new List<SourceSegment>();
        for (int episode = 0; episode < source.Count; episode++)
        {
            // A store may hold failed and discarded episodes to be looked at.
            if (source.Summary(episode).Reason != AttemptReason.Kept)
                continue;
            IReadOnlyList<(StepMode Mode, SourceSegment Segment)> parts = CutAll(episode, SourceReach.Read(source, episode), subtasks);
            for (int i = 0; i < parts.Count; i++)
            {
                if (parts[i].Mode == mode && !CameUndone(parts, i))
                    segments.Add(parts[i].Segment);
            }
        }

        return segments.Count > 0
            ? segments
            : throw new UsageException($"the source dataset for '{source.Task}' has {source.Count} episodes and no step of mode {mode}");
    }

    /// <summary>Every consecutive run of steps of one mode and one subtask, in order.</summary>
    internal static IReadOnlyList<(StepMode Mode, SourceSegment Segment)> CutAll(
        int episode, EpisodeBuffer steps, IReadOnlyList<SubtaskSpec> subtasks)
    {
        var parts = new List<(StepMode, SourceSegment)>();
        for (int start = 0; start < steps.Count;)
        {
            int end = start + 1;
            while (end < steps.Count && steps.Mode(end) == steps.Mode(start) && steps.Subtask(end) == steps.Subtask(start))
                end++;
            if (steps.Subtask(start) < subtasks.Count)
                parts.Add((steps.Mode(start), Cut(episode, steps, start, end, subtasks[steps.Subtask(start)])));
            start = end;
        }

        return parts;
    }

    /// <summary>The same segment, driven at objects of another shape.</summary>
    /// <param name="reference">Carries poses at the reference object over; null where its shape is the same.</param>
    /// <param name="held">Carries poses at the held object over; null where nothing is held, or its shape is the same.</param>
    internal SourceSegment Carried(KeyPointWarp? reference, KeyPointWarp? held)
    {
        Pose objectFromWorld = WorldFromObjectAtStart.Inverse();
        // The hand holds the object elsewhere: it keeps its orientation, and the object's origin keeps its path.
        Pose? eefFromHeld = held is not null && EefFromHeldAtStart is { } grasp
            ? held.Carry(grasp.Inverse()).Inverse()
            : EefFromHeldAtStart;
        Vec3 shift = EefFromHeldAtStart is { } before && eefFromHeld is { } after ? before.Position - after.Position : Vec3.Zero;
        var oldFromNewEef = new Pose(shift, Quat.Identity);
        Pose Carry(in Pose worldFromEef) => (reference is null
            ? worldFromEef
            : WorldFromObjectAtStart * reference.Carry(objectFromWorld * worldFromEef)).Normalized * oldFromNewEef;
        var targets = new PoseBuffer(Length);
        for (int step = 0; step < Length; step++)
            targets.Add(Carry(WorldFromTarget[step]));
        Pose eef = Carry(WorldFromEefAtStart);
        return new SourceSegment(
            Episode, Subtask, targets, Gripper, eef, WorldFromObjectAtStart,
            eefFromHeld is { } present ? eef * present : null, GoesOn);
    }

    // Followed by the same hand at an earlier subtask: what was carried fell, and replayed it would lead nowhere.
    private static bool CameUndone(IReadOnlyList<(StepMode Mode, SourceSegment Segment)> parts, int index) =>
        index + 1 < parts.Count && parts[index + 1].Mode == parts[index].Mode
        && parts[index + 1].Segment.Subtask < parts[index].Segment.Subtask;

    private static int LastClosing(float[] gripper)
    {
        for (int step = gripper.Length - 1; step > 0; step--)
        {
            if (gripper[step] > 0 && gripper[step - 1] <= 0)
                return step;
        }

        return gripper.Length - 1;
    }

    private static SourceSegment Cut(int episode, EpisodeBuffer steps, int start, int end, SubtaskSpec subtask)
    {
        int reference = subtask.ReferenceObject;
        int first = start;
        // A mistake is replayed whole: what led to it is part of it.
        while (!SourceIntervention.IsMistake(steps.Mode(start)) && subtask.ReplayStart is { } zone && first < end
            && !zone.IsReached(steps.Eef(first), steps.TruePose(first, reference)))
        {
            first++;
        }

        // A segment that never came there is replayed whole.
        start = first < end ? first : start;
        var targets = new PoseBuffer(end - start);
        var gripper = new float[end - start];
        for (int step = start; step < end; step++)
        {
            targets.Add(steps.Target(step));
            gripper[step - start] = steps.Action(step)[^1];
        }

        return new SourceSegment(
            episode, steps.Subtask(start), targets, gripper, steps.Eef(start), steps.TruePose(start, reference),
            subtask.HeldObject is { } held ? steps.TruePose(start, held) : null,
            end < steps.Count && steps.Mode(end) == steps.Mode(start) && steps.Subtask(end) == steps.Subtask(start) + 1);
    }
}
