namespace IntervenGen.Interop.Tests;

/// <summary>The cores that a process may use.</summary>
public sealed class AllocationTests
{
    private static readonly int[] s_eight = [0, 1, 2, 3, 4, 5, 6, 7];

    [Fact]
    public void Without_a_scheduler_the_mask_decides()
    {
        Allocation allocation = Of(s_eight, 8);
        Assert.Equal(8, allocation.Count);
        Assert.Equal(s_eight, allocation.Cores);
    }

    [Fact]
    public void A_quota_of_the_control_group_bounds_it()
    {
        Allocation allocation = Of(s_eight, 3);
        Assert.Equal((3, "the control group's quota"), (allocation.Count, allocation.Reason));
    }

    [Theory]
    [InlineData("SLURM_JOB_ID=7 SLURM_CPUS_PER_TASK=2 SLURM_CPUS_ON_NODE=6", 2, "SLURM_CPUS_PER_TASK")]
    [InlineData("SLURM_JOB_ID=7 SLURM_CPUS_ON_NODE=6", 6, "SLURM_CPUS_ON_NODE")]
    [InlineData("SLURM_JOB_ID=7 SLURM_CPUS_PER_TASK=4 IGEN_CPUS=3", 3, "IGEN_CPUS")]
    [InlineData("IGEN_CPUS=2", 2, "IGEN_CPUS")]
    public void A_schedulers_allocation_bounds_it(string environment, int count, string reason)
    {
        Allocation allocation = Of(s_eight, 8, environment);
        Assert.Equal((count, reason), (allocation.Count, allocation.Reason));
    }

    [Theory]
    [InlineData("SLURM_JOB_ID=7 SLURM_CPUS_PER_TASK=64")]
    [InlineData("SLURM_CPUS_PER_TASK=2")]
    [InlineData("IGEN_CPUS=none")]
    public void What_says_more_or_nothing_leaves_the_mask(string environment) => Assert.Equal(8, Of(s_eight, 8, environment).Count);

    [Fact]
    public void Where_the_mask_is_wider_cores_are_claimed()
    {
        var asked = new List<int>();
        var allocation = Allocation.Of(s_eight, 8, name => name == "IGEN_CPUS" ? "2" : null, (mask, count) =>
        {
            asked.Add(count);
            return [mask[3], mask[5]];
        });
        Assert.Empty(asked);
        Assert.Equal([3, 5], allocation.Cores);
        Assert.Equal([2], asked);
    }

    [Fact]
    public void A_core_is_claimed_once()
    {
        // Cores that no machine has, so that no other process wants them.
        int[] mask = [100_001, 100_002, 100_003];
        IReadOnlyList<int> first = CoreClaims.Take(mask, 2), second = CoreClaims.Take(mask, 2);
        Assert.Equal((2, 1), (first.Count, second.Count));
        Assert.Equal(mask, first.Concat(second).Order());
    }

    private static Allocation Of(int[] mask, int processors, string environment = "")
    {
        var values = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]);
        return Allocation.Of(mask, processors, values.GetValueOrDefault, (cores, count) => [.. cores.Take(count)]);
    }
}
