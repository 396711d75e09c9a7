using IntervenGen.Cluster.Profiles;
using IntervenGen.Core;

namespace IntervenGen.Cluster.Tests;

/// <summary>What a <c>cluster.yaml</c> may say.</summary>
public sealed class ProfileTests
{
    [Fact]
    public void The_template_is_a_profile()
    {
        ClusterProfile profile = ClusterProfile.Parse(ClusterProfile.Template, "cluster.yaml");
        Assert.Equal((4, 60, 2), (profile.File.Cpus, profile.File.PartMinutes, profile.File.Retries));
    }

    [Fact]
    public void What_the_template_has_commented_out_may_be_said_too()
    {
        string[] lines = [.. ClusterProfile.Template.Split('\n').Skip(3)
            .Select(line => line.StartsWith("# ", StringComparison.Ordinal) ? line[2..] : line)];
        ClusterProfile profile = ClusterProfile.Parse(string.Join('\n', lines), "cluster.yaml");
        Assert.Equal("gpu", profile.File.Training?.Partition);
        Assert.Equal("/shared/images/igen.sif", profile.File.Container?.Image);
        Assert.Equal(["module load apptainer"], profile.File.Setup);
    }

    [Theory]
    [InlineData("partitoin: main\n", "partition")]
    [InlineData("cpus: 0\n", "out of range")]
    [InlineData("partition: two words\n", "a name without blanks")]
    [InlineData("memory: 4 gigabytes\n", "such as 4G")]
    [InlineData("time_limit: an hour\n", "hours:minutes:seconds")]
    [InlineData("training: {memory: much}\n", "training.memory")]
    [InlineData("lines: [constraint=avx2]\n", "no option of sbatch")]
    [InlineData("container: {runtime: apptainer}\n", "image")]
    [InlineData("container: {image: a, runtime: docker}\n", "enroot")]
    public void A_fault_is_named(string text, string word)
    {
        FaultsException faults = Assert.Throws<FaultsException>(() => ClusterProfile.Parse(text, "cluster.yaml"));
        Assert.Contains(word, Assert.Single(faults.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_named_at_once()
    {
        FaultsException faults = Assert.Throws<FaultsException>(
            () => ClusterProfile.Parse("partition: a b\nmemory: 4 G\ntime_limit: soon\n", "cluster.yaml"));
        Assert.Equal(3, faults.Faults.Count);
    }

    [Fact]
    public void A_missing_file_is_bad_usage() =>
        Assert.Throws<UsageException>(() => ClusterProfile.Read("/nowhere/cluster.yaml"));
}
