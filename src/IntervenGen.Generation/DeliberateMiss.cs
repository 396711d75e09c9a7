using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>A recovery that is first replayed to a wrong place, as a policy goes that knows a direction and no distance.</summary>
/// <remarks>One lane; allocates nothing.</remarks>
/// <param name="options">How often, and how long it goes on once it touches.</param>
internal sealed class DeliberateMiss(GenerationOptions options)
{
    // Metres: by how much at least and at most the place is off. Within the first, a part may go in all the same.
    private const double MinOffset = 0.01, MaxOffset = 0.04;

    // In an episode; more would use up its time.
    private const int MaxMisses = 3;

    private CounterRandom _random;
    private bool _isClear;
    private int _left, _missed;

    /// <summary>Starts a new attempt.</summary>
    public void Begin(in EpisodeKey key) => (_random, _missed) = (key.Stream(RandomPurpose.Miss), 0);

    /// <summary>Draws whether the next recovery first misses, and where it goes then; null if it goes to the true place.</summary>
    /// <param name="worldFromObject">The object's true pose, world frame.</param>
    /// <param name="worldFromBelief">Its believed pose, world frame.</param>
    public Pose? Draw(in Pose worldFromObject, in Pose worldFromBelief)
    {
        if (options.MissChance == 0)
            return null;
        bool misses = _random.NextDouble() < options.MissChance;
        double offset = _random.NextDouble(MinOffset, MaxOffset) * (_random.NextInt32(2) == 0 ? 1 : -1);
        (_isClear, _left) = (false, _random.NextInt32(options.ReactionLimit + 1));
        Vec3 error = worldFromObject.Position - worldFromBelief.Position;
        double length = error.Length;
        // Where all is known, nothing is in doubt.
        if (!misses || length < MinOffset / 2 || _missed == MaxMisses)
            return null;
        _missed++;
        // Not back beyond the belief: what contact revealed says that it is not there.
        double along = length + offset < 0 ? -offset : offset;
        return worldFromObject with { Position = worldFromObject.Position + (error * (along / length)) };
    }

    /// <summary>Whether the miss shows: it has come off what it touched, touches again, and a moment has passed.</summary>
    public bool Shows(IEnvironment environment)
    {
        _isClear |= !environment.TriggerContact;
        return _isClear && environment.TriggerContact && _left-- <= 0;
    }
}
