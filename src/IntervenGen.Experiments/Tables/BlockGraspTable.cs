using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>Table IV: Block Grasp, in simulation and on virtual arms.</summary>
internal static class BlockGraspTable
{
    private const string VirtualFr3 = "virtual FR3 over FCI", VirtualPanda = "virtual Panda over FCI";

    public static Experiment Build(RecipeBook book)
    {
        var table = new TableBuilder([Base, SourceInt, MgDemo, WithoutPolicy, IGen]);
        var b = new Baselines(book, Block, TestEnvironment.Full);
        Recipe[] policies = [b.BasePolicy, b.SourceInterventions, b.MimicGen, b.WithoutPolicy, b.InterventionGeneration];
        table.AddColumn("Simulation", [.. policies.Select(b.Evaluate)], [.06, .26, .42, .86, 1]);
        // No robot took part here. The columns are never to be called real.
        table.AddColumn(VirtualFr3, OnArm(TestArm.Fr3), [0, .10, .50, .60, .90]);
        table.AddColumn(VirtualPanda, OnArm(TestArm.Panda), [null, null, null, null, null]);
        table.AddProtocol(book, "Simulation", policies, [b.Environment], [.06, .26, .42, .86, 1]);
        table.AddOperatorTimes("Simulation", b, SourceInt, MgDemo);
        return table.Build(
            "table4", "Table IV: Block Grasp",
            $"The paper's second column is a real Franka robot, 10 trials each. No robot took part here: *{VirtualFr3}* is the same " +
            "policy, unchanged, on a simulated FR3 " +
            "with the vendor's masses, driven over its network protocol at 1 kHz; the cube's pose comes from a noisy depth camera, the " +
            $"paper's error is added to it, and {book.Profile.ArmTrials} trials are judged by the cube's true height. *{VirtualPanda}* " +
            "is the same on a simulated Panda with the masses identified by the vendor, its limits, and its last version of the protocol.")
            with
        {
            Claims = [.. table.BestClaims(IGen), .. table.OrderClaims(IGen, WithoutPolicy), .. table.LevelClaims(IGen)],
        };

        Recipe[] OnArm(TestArm arm) => [.. policies.Select(policy => book.EvaluateOnArm(policy, TestEnvironment.Full, arm))];
    }
}
