using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>Counts of the running motion, or of the one that has just ended.</summary>
/// <remarks>One thread; allocates nothing per cycle.</remarks>
internal sealed class MotionJournal
{
    private const int Joints = FrankaArm.Joints;

    private readonly double[] _largestJerk = new double[Joints], _lastAcceleration = new double[Joints];
    private bool _hasLast;

    /// <summary>What was asked for.</summary>
    public MoveRequest Request { get; private set; }

    /// <summary>Id of the state at which it was.</summary>
    public ulong Begun { get; private set; }

    /// <summary>Commands that came in time.</summary>
    public long Commands { get; private set; }

    /// <summary>Commands that came too late.</summary>
    public long Late { get; private set; }

    /// <summary>Cycles without a command that count.</summary>
    public long Missed { get; private set; }

    /// <summary>Cycles without a command that do not.</summary>
    public long Excused { get; private set; }

    /// <summary>Of the commanded joints, shape [7], rad/s³.</summary>
    public ReadOnlySpan<double> LargestJerk => _largestJerk;

    /// <summary>Begins a motion.</summary>
    public void Begin(in MoveRequest request, ulong now)
    {
        Request = request;
        Begun = now;
        Commands = Late = Missed = Excused = 0;
        _largestJerk.AsSpan().Clear();
        _hasLast = false;
    }

    /// <summary>Counts a command that came for an earlier state.</summary>
    public void CountLate() => Late++;

    /// <summary>Counts a cycle of the motion.</summary>
    /// <param name="came">Whether its command came.</param>
    /// <param name="isExpected">Whether one was to come: the first one has.</param>
    /// <param name="isExcused">Whether the robot itself was late.</param>
    /// <param name="accelerations">Commanded, shape [7], rad/s².</param>
    public void Count(bool came, bool isExpected, bool isExcused, ReadOnlySpan<double> accelerations)
    {
        if (came)
            Commands++;
        else if (isExpected && isExcused)
            Excused++;
        else if (isExpected)
            Missed++;
        for (int i = 0; i < Joints; i++)
        {
            if (_hasLast)
                _largestJerk[i] = Math.Max(_largestJerk[i], Math.Abs(accelerations[i] - _lastAcceleration[i]) / JointReference.Period);
            _lastAcceleration[i] = accelerations[i];
        }

        _hasLast = true;
    }
}
