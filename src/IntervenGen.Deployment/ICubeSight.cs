using IntervenGen.Numerics;

namespace IntervenGen.Deployment;

/// <summary>How the robot knows where the cube is.</summary>
public interface ICubeSight
{
    /// <summary>A careful look before a trial, from several frames.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The cube in the world frame.</returns>
    /// <exception cref="Core.IntervenGenException">It is not seen well enough; the message says why.</exception>
    Pose Look(CancellationToken cancellation);

    /// <summary>A quick look during a trial.</summary>
    /// <param name="worldFromCube">The cube in the world frame.</param>
    /// <returns>False if the hand hides it, or nothing new has been seen.</returns>
    bool TryGlance(out Pose worldFromCube);
}
