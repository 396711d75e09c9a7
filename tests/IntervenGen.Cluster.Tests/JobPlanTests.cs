using IntervenGen.Cluster.Jobs;
using IntervenGen.Cluster.Profiles;
using IntervenGen.Cluster.Runs;

namespace IntervenGen.Cluster.Tests;

/// <summary>A run cut into jobs.</summary>
public sealed class JobPlanTests
{
    private static readonly ScheduledStage[] s_stages =
    [
        new("sources", "", []) { CoreSeconds = 10 },
        new("generated", "", ["sources"]) { Attempts = 100_000, CoreSeconds = 8 * 3600 },
        new("policy", "", ["generated"]) { CoreSeconds = 600, Trains = true },
    ];

    [Theory]
    [InlineData("part_minutes: 60\ncpus: 1\n", 8)]
    [InlineData("part_minutes: 60\ncpus: 4\n", 2)]
    [InlineData("part_minutes: 10\ncpus: 1\n", 48)]
    [InlineData("part_minutes: 0.01\ncpus: 1\n", 1000)]
    public void Parts_follow_from_work_cores_and_minutes(string profile, int parts)
    {
        JobPlan plan = Plan(s_stages, profile);
        Assert.Equal(parts, Find(plan, "generated.parts").Tasks.Count);
        Assert.All(Find(plan, "generated.parts").Tasks, (task, i) => Assert.Equal(new JobTask("generated", i + 1, parts), task));
    }

    [Fact]
    public void There_are_not_more_parts_than_attempts()
    {
        JobPlan plan = Plan([new("few", "", []) { Attempts = 3, CoreSeconds = 1e6 }], "part_minutes: 1\n");
        Assert.Equal(3, Find(plan, "few.parts").Tasks.Count);
    }

    [Fact]
    public void The_join_waits_for_the_parts_and_the_rest_for_the_join()
    {
        JobPlan plan = Plan(s_stages, "part_minutes: 60\n");
        Assert.Equal(["sources"], Find(plan, "generated.parts").Needs);
        Assert.Equal(["generated.parts"], Find(plan, "generated").Needs);
        Assert.Equal(["generated"], Find(plan, "policy").Needs);
    }

    [Fact]
    public void The_number_of_parts_stays_as_it_was_submitted()
    {
        var before = new Dictionary<string, int> { ["generated"] = 5 };
        var plan = JobPlan.Of(new Sketch(s_stages), Profile("part_minutes: 60\n"), before);
        Assert.Equal(5, Find(plan, "generated.parts").Tasks.Count);
    }

    [Fact]
    public void What_needs_a_person_waits_with_all_behind_it()
    {
        ScheduledStage[] stages =
        [
            new("recorded", "", []) { WaitsForPerson = true }, new("other", "", []), new("generated", "", ["recorded"]), new("last", "", ["generated"]),
        ];
        JobPlan plan = Plan(stages, "");
        Assert.Equal(["other"], plan.Jobs.Select(job => job.Name));
        Assert.Equal(["recorded", "generated", "last"], plan.Waiting.Select(stage => stage.Name));
        plan = JobPlan.Of(new Sketch(stages, "recorded"), Profile(""));
        Assert.Equal(["other", "generated", "last"], plan.Jobs.Select(job => job.Name));
    }

    [Fact]
    public void Trainings_on_the_same_data_are_one_array()
    {
        ScheduledStage[] stages =
        [
            new("data", "", []),
            new("a", "", ["data"]) { Group = "a.all", Trains = true }, new("b", "", ["data"]) { Group = "a.all", Trains = true },
            new("end", "", ["b"]),
        ];
        JobPlan plan = Plan(stages, "");
        Assert.Equal(["a", "b"], Find(plan, "a.all").Tasks.Select(task => task.Stage));
        Assert.Equal(["a.all"], Find(plan, "end").Needs);
    }

    [Fact]
    public void A_training_asks_for_what_the_profile_says_of_training()
    {
        ClusterProfile profile = Profile("partition: main\ncpus: 2\nlines: [--constraint=avx2]\ntraining: {partition: gpu, cpus: 8, gpus: 1}\n");
        JobPlan plan = Plan(s_stages, "part_minutes: 60\n");
        string[] training = [.. SlurmHeader.Lines(Find(plan, "policy"), profile.File, "run", "/logs/policy")];
        string[] other = [.. SlurmHeader.Lines(Find(plan, "generated.parts"), profile.File, "run", "/logs/100%")];
        Assert.Contains("#SBATCH --partition=gpu", training);
        Assert.Contains("#SBATCH --cpus-per-task=8", training);
        Assert.Contains("#SBATCH --gres=gpu:1", training);
        Assert.Contains("#SBATCH --partition=main", other);
        Assert.Contains("#SBATCH --constraint=avx2", other);
        Assert.Contains("#SBATCH --output=/logs/100%%-%a.log", other);
    }

    [Theory]
    [InlineData("apptainer", "apptainer exec --bind /run --bind /data:/d igen.sif igen")]
    [InlineData("singularity", "singularity exec --bind /run --bind /data:/d igen.sif igen")]
    [InlineData("enroot", "enroot start --rw --mount /run:/run --mount /data:/d igen.sif igen")]
    public void A_container_sees_the_runs_folder_under_its_own_path(string runtime, string expected)
    {
        ClusterProfile profile = Profile($"container: {{image: igen.sif, runtime: {runtime}, binds: ['/data:/d']}}\n");
        Assert.Equal(expected, string.Join(' ', Container.Wrap(profile.File.Container, "/run", ["igen"])));
    }

    [Fact]
    public void Indices_are_written_as_ranges() => Assert.Equal("0-3,5,8-9", IndexList.Of([0, 1, 2, 3, 5, 8, 9]));

    [Fact]
    public void A_plan_says_how_long_everything_takes()
    {
        ClusterProfile profile = Profile("part_minutes: 60\narray_limit: 4\n");
        string last = Plan(s_stages, "part_minutes: 60\n").ToLines(profile).Last();
        // Ten seconds, two waves of an hour, and ten minutes.
        Assert.Contains("4 jobs with 11 tasks; about 8.2 h of one core, and 2.2 h", last, StringComparison.Ordinal);
    }

    private static JobPlan Plan(ScheduledStage[] stages, string profile) => JobPlan.Of(new Sketch(stages), Profile(profile));

    private static ClusterProfile Profile(string text) => ClusterProfile.Parse(text.Length > 0 ? text : "cpus: 1\n", "cluster.yaml");

    private static ClusterJob Find(JobPlan plan, string name) => plan.Jobs.Single(job => job.Name == name);

    private sealed class Sketch(ScheduledStage[] stages, params string[] made) : IPlannedRun
    {
        public string Folder => "/run";

        public string Name => "run";

        public IReadOnlyList<ScheduledStage> Stages => stages;

        public bool IsMade(string stage) => made.Contains(stage);

        public bool IsPartMade(string stage, int part, int parts) => false;

        public IReadOnlyList<string> Arguments(string stage, int part, int parts) => [stage];
    }
}
