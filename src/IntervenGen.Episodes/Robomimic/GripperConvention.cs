using IntervenGen.Core;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>What a file's gripper column means, told from its values and from how the fingers moved.</summary>
/// <remarks>Here +1 closes and −1 opens, as in robosuite; others write 0 and 1, or the other way round, or a width in metres.</remarks>
internal sealed class GripperConvention
{
    // Fingers answer within a few steps; less than this is noise.
    private const int Delay = 3;
    private const double MovedMetres = 0.0005, MaxWidth = 0.12;

    /// <summary>Whether nothing is known of the convention, so that the fingers must tell.</summary>
    public bool IsUnknown { get; init; }

    private double _min = double.PositiveInfinity, _max = double.NegativeInfinity;
    private int _closedByHigh, _openedByHigh, _between;

    /// <summary>Examines one demonstration.</summary>
    /// <param name="commands">The gripper component of every action.</param>
    /// <param name="openings">Distance between the fingers in every step, metres; empty if unknown.</param>
    public void Survey(ReadOnlySpan<double> commands, ReadOnlySpan<double> openings)
    {
        foreach (double command in commands)
        {
            _min = Math.Min(_min, command);
            _max = Math.Max(_max, command);
            _between += command is not (-1 or 0 or 1) ? 1 : 0;
        }

        double middle = 0.5 * (_min + _max);
        for (int t = 0; t + Delay < Math.Min(commands.Length, openings.Length); t++)
        {
            double change = openings[t + Delay] - openings[t];
            // Only where the command stood still meanwhile says which of its values did it.
            if (Math.Abs(change) < MovedMetres || commands[t] != commands[t + Delay])
                continue;
            bool high = commands[t] > middle;
            _closedByHigh += high == change < 0 ? 1 : 0;
            _openedByHigh += high == change > 0 ? 1 : 0;
        }
    }

    /// <summary>Decides on the convention, from all demonstrations of the file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="note">The conversion that was chosen, for the user; null if none was needed.</param>
    /// <returns>Converts a command of the file into our convention.</returns>
    /// <exception cref="UsageException">The column is a width, or its meaning cannot be inferred.</exception>
    public Func<double, double> Decide(string path, out string? note)
    {
        note = null;
        bool isBinary = _min >= 0 && _max <= 1 && _between == 0 && _max > _min;
        if (_min >= 0 && _max <= MaxWidth && _max > 0)
            throw new UsageException(
                $"'{path}': the gripper column is between {_min:0.###} and {_max:0.###} and looks like a width in metres; commands of " +
                "−1 (open) and +1 (close) are needed");
        bool isReversed = _openedByHigh > 2 * _closedByHigh, isSure = isReversed || _closedByHigh > 2 * _openedByHigh;
        if (IsUnknown && !isBinary && !isSure)
            throw new UsageException(
                $"'{path}': what of the gripper column closes differs from file to file there, and no finger positions " +
                $"(obs/{RobomimicNames.FingerPositions}, or another name with --rename) tell");
        if (isBinary && !isSure)
            throw new UsageException(
                $"'{path}': the gripper column is 0 or 1, and no finger positions (obs/{RobomimicNames.FingerPositions}) tell which of " +
                "them closes");
        if (isBinary)
        {
            note = $"gripper: {(isReversed ? "1 opens and 0 closes" : "0 opens and 1 closes")} there, told from the fingers; " +
                "here −1 opens and +1 closes";
            return isReversed ? command => 1 - (2 * command) : command => (2 * command) - 1;
        }

        if (!isReversed)
            return command => command;
        note = "gripper: +1 opens there, told from the fingers; here it closes, so the sign is turned";
        return command => -command;
    }
}
