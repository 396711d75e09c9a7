using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation.Clearance;

namespace IntervenGen.Simulation;

/// <summary>The hand loses what it carries: once in some episodes, on the way, the fingers open for a moment by themselves.</summary>
/// <remarks>As by a push or a weak grip; what is commanded and recorded stays the same. One lane; allocates nothing.</remarks>
/// <param name="objects">The objects that the gripper may hold.</param>
/// <param name="beginsInHand">Whether episodes begin with one of them in the hand.</param>
internal sealed class GripLoss(IReadOnlyList<FreeObject> objects, bool beginsInHand)
{
    /// <summary>Numbers in a saved state.</summary>
    public const int Size = 3;

    // Control steps: of carrying before the fingers open, at least and at most, and for how long they do.
    private const int MinSteps = 6, MaxSteps = 45, OpenSteps = 8;

    // Metres: from this height of the grip above where it was closed something is carried.
    private const double Carried = 0.03;

    // In place of that height: the hand is open; the episode began with something in it, which is carried at any height.
    private const double Open = double.MaxValue, FromStart = double.MinValue;

    private readonly double[] _state = new double[Size];

    /// <summary>Steps of carrying, the step at which the fingers open (0: never), and the height at which they were closed.</summary>
    public Span<double> State => _state;

    /// <summary>Draws whether and when the hand loses something in an episode.</summary>
    /// <param name="key">The attempt's key.</param>
    /// <param name="chance">Chance, in [0, 1].</param>
    public void Begin(in EpisodeKey key, double chance)
    {
        CounterRandom random = key.Stream(RandomPurpose.GripLoss);
        bool loses = random.NextDouble() < chance;
        (_state[0], _state[1]) = (0, loses ? MinSteps + random.NextInt32(MaxSteps - MinSteps + 1) : 0);
        _state[2] = beginsInHand ? FromStart : Open;
    }

    /// <summary>The gripper command that is carried out in this step.</summary>
    /// <param name="lane">The lane before the step.</param>
    /// <param name="command">The command of the action.</param>
    public float Command(SimulatedLane lane, float command)
    {
        if (_state[1] == 0 || _state[0] >= _state[1] + OpenSteps)
            return command;
        // Once open it stays so for its time, whatever is held.
        if (_state[0] < _state[1] && !IsCarrying(lane, command))
            return command;
        return ++_state[0] > _state[1] ? -1 : command;
    }

    private bool IsCarrying(SimulatedLane lane, float command)
    {
        bool isHeld = false;
        foreach (FreeObject obj in objects)
            isHeld |= (lane.Contacts.Pairs & obj.Pads) != 0;
        double height = lane.WorldFromEef.Position.Z;
        if (!isHeld || command < 0)
        {
            // Before the first step no contact is known.
            if (command < 0 || _state[2] != FromStart)
                _state[2] = Open;
            return false;
        }

        if (_state[2] == Open)
            _state[2] = height;
        return height > _state[2] + Carried;
    }
}
