using IntervenGen.Core;
using IntervenGen.Tasks.BlockGrasp;
using Xunit.Abstractions;

namespace IntervenGen.Deployment.Tests;

public sealed class GraspTests(ITestOutputHelper output)
{
    private const int Trials = 5;

    [Fact]
    public void A_trained_policy_grasps_and_lifts_with_wrong_beliefs()
    {
        using var bench = new Bench();
        bench.Trial.Configure();
        int good = 0;
        for (int i = 0; i < Trials; i++)
        {
            var key = new EpisodeKey(5, SceneSplit.Evaluation, i, Corrupted: true);
            bench.Trial.LetGo();
            bench.Trial.GoHome(default);
            bench.Server.Invoke(world => world.PlaceCube(BlockGraspScene.SamplePlace(key)));
            TrialResult result = bench.Trial.Run(key, default);
            output.WriteLine(result.ToString());
            Assert.Equal(result.IsSuccess, result.IsTrulySuccessful);
            good += result.IsTrulySuccessful == true ? 1 : 0;
        }

        Assert.InRange(good, Trials - 1, Trials);
    }

    [Fact]
    public void Without_a_hand_a_trial_goes_to_its_end_and_lets_the_fingers_be()
    {
        using var bench = new Bench(hasHand: false);
        double width = bench.Server.Invoke(world => world.Width);
        var key = new EpisodeKey(5, SceneSplit.Evaluation, 0, Corrupted: true);
        bench.Trial.Configure();
        bench.Trial.LetGo();
        bench.Trial.GoHome(default);
        TrialResult result = bench.Trial.Run(key, default);
        Assert.False(result.IsSuccess);
        Assert.Equal(width, bench.Server.Invoke(world => world.Width), 1e-3);
    }

    [Fact]
    public void Fingers_that_are_not_there_are_where_they_are_told_to_be()
    {
        using var hand = new GripperHand(null, new DeploymentOptions());
        hand.MoveTo(0.04);
        Assert.Equal(0.04, hand.Width);
        hand.Follow(1);
        hand.Update();
        Assert.Equal(0, hand.Width);
        hand.Follow(-1);
        Assert.Equal(GripperHand.WholeWidth, hand.Width);
        Assert.False(hand.IsGrasped());
    }
}
