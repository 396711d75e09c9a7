using System.Globalization;
using IntervenGen.Core;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>The dataset's <c>README.md</c>: what its numbers mean, which nothing else in the format says.</summary>
internal static class DatasetCard
{
    /// <summary>Writes it.</summary>
    public static void Write(LeRobotPlan plan, StoreManifest manifest, LeRobotExport result)
    {
        string turns = manifest.ActionSize > 4
            ? FormattableString.Invariant($" and turns it by {OperationalSpaceGains.RotationScale} rad")
            : "";
        (string Feature, string Meaning)[] rows =
        [
            ("`action`", FormattableString.Invariant(
                $"robosuite's operational-space steps, as recorded: 1 moves the target by {OperationalSpaceGains.PositionScale} ") +
                $"m{turns} in the world's axes from where the hand is; the last number closes the gripper at +1 and opens it at −1"),
            ("`observation.state`, `observation.environment_state`",
                "what the robot feels, and what it believes of objects; robomimic's orders, quaternions x y z w"),
            ("`intervention`", "whether an operator, or a replayed segment of one, acted instead of the policy"),
            ("`next.reward`, `next.success`", "1 where the task is done after the action"),
            ("`igen.*`",
                "what IntervenGen needs to take the dataset back: poses as x y z w x y z in the world's frame, true and believed; who " +
                "acted (0 policy, 1 interpolation, 2 replay, 3 human, 4 mistake); subtask; flags (1 contact, 2 revealed, 4 success)"),
        ];
        File.WriteAllText(plan["README.md"], string.Create(CultureInfo.InvariantCulture, $"""
            # {manifest.Task}

            {plan.Instruction}

            {result.Episodes} episodes, {result.Steps} frames at {plan.Fps} a second, robot {plan.Robot}; exported by IntervenGen.

            | Feature | Meaning |
            |---|---|
            {string.Join('\n', rows.Select(row => $"| {row.Feature} | {row.Meaning} |"))}

            """));
    }
}
