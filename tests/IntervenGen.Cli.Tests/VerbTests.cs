using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

[Collection(TinyDemoTests.Name)]
public sealed class VerbTests(TinyDemo demo)
{
    [Fact]
    public void Tasks_lists_nut_insertion_as_one_line_of_JSON()
    {
        Outcome outcome = Igen.Run("tasks", "--json").Expect(0);
        Assert.Single(outcome.Output);
        JsonNode task = Assert.Single(outcome.Json["tasks"]!.AsArray(), entry => (string)entry!["name"]! == "nut-insertion")!;
        Assert.Equal(7, (int)task["action_size"]!);
        Assert.Contains("nut-insertion", Igen.Run("tasks").Expect(0).Output);
    }

    [Fact]
    public void Collected_demonstrations_are_complete_labelled_and_reused()
    {
        string[] command = ["collect", "demos", "--episodes", "2", "--out", demo["collected.igen"], "--json"];
        Outcome outcome = Igen.Run(command).Expect(0);
        Assert.Single(outcome.Output);
        Assert.Equal("scripted", (string)outcome.Json["operator"]!);
        Assert.Equal(2, (int)outcome.Json["episodes"]!);
        JsonObject again = Igen.Run(command).Expect(0).Json;
        Assert.True((bool)again["reused"]!);
        Assert.Equal(outcome.Json["digest"]!.ToJsonString(), again["digest"]!.ToJsonString());
    }

    [Fact]
    public void Generated_demonstrations_train_a_policy_that_can_be_evaluated()
    {
        string data = demo["chain.igen"], policy = demo["chain/policy.ckpt"];
        Igen.Run("generate", "demos", "--source", demo.Demonstrations, "--episodes", "4", "--out", data).Expect(0);
        JsonObject trained = Igen.Run(
            "train", "--data", data, "--steps", "20", "--hidden", "8", "--selection-trials", "0", "--out", policy, "--json").Expect(0).Json;
        Assert.Equal(20, (long)trained["gradient_steps"]!);
        JsonObject evaluated = Igen.Run("evaluate", "--policy", policy, "--trials", "3", "--json").Expect(0).Json;
        double rate = (double)evaluated["success"]!;
        Assert.InRange(rate, (double)evaluated["low"]!, (double)evaluated["high"]!);
        Assert.Equal(3, (int)evaluated["trials"]!);
        Assert.Equal((double)evaluated["successes"]! / 3, rate, 12);
    }

    [Fact]
    public void A_finished_policy_is_reused_whatever_the_threads_and_not_for_other_settings()
    {
        string policy = demo["reuse.ckpt"];
        string[] Command(string steps, string threads) =>
            ["train", "--data", demo.BaseData, "--steps", steps, "--hidden", "8", "--threads", threads, "--selection-trials", "0", "--out", policy, "--json"];
        Igen.Run(Command("10", "1")).Expect(0);
        byte[] before = File.ReadAllBytes(policy);
        Assert.True((bool)Igen.Run(Command("10", "2")).Expect(0).Json["reused"]!);
        Assert.Contains("other settings", Igen.Run(Command("12", "1")).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(policy));
    }

    [Fact]
    public void Every_stored_episode_replays_bit_for_bit()
    {
        foreach (string dataset in (string[])[demo.Demonstrations, demo.Interventions, demo.Generated])
        {
            JsonObject json = Igen.Run("replay", dataset, "--json").Expect(0).Json;
            Assert.Equal((int)json["episodes"]!, (int)json["exact"]!);
            Assert.InRange((int)json["episodes"]!, 2, 100);
        }

        Assert.Equal(["1 of 1 episodes reproduce bit for bit"], Igen.Run("replay", demo.Generated, "--episode", "1").Expect(0).Output);
    }

    [Fact]
    public void Many_episodes_are_one_film_as_long_as_the_longest()
    {
        string folder = demo["grid"], film = demo["grid.gif"];
        string[] command = ["render", demo.Demonstrations, "--grid", "1x2", "--inset", "eye_in_hand", "--width", "128", "--height", "48"];
        int frames = (int)Igen.Run([.. command, "--out", folder, "--json"]).Expect(0).Json["frames"]!;
        using (var store = Episodes.EpisodeStore.Open(demo.Demonstrations))
            Assert.Equal(Math.Max(store.StepsOf(0), store.StepsOf(1)), frames);
        Assert.Equal(frames, Directory.GetFiles(folder).Length);
        Picture.AssertPng(Path.Combine(folder, "frame-0000.png"), 128, 48);
        Igen.Run([.. command, "--out", film]).Expect(0);
        Assert.Equal("GIF89a"u8.ToArray(), File.ReadAllBytes(film)[..6]);
    }

    [Theory]
    [InlineData("9x9", "--width", "72", "cannot be divided")]
    [InlineData("8x8", "--width", "64", "needs 64 episodes")]
    [InlineData("2x0", "--width", "64", "must be ROWSxCOLUMNS")]
    public void A_grid_that_cannot_be_filled_is_refused(string grid, string option, string value, string words) => Assert.Contains(
        words,
        Igen.Run("render", demo.Demonstrations, "--grid", grid, option, value, "--height", "64", "--out", demo["no grid.mp4"]).Expect(2)
            .Complaint().Replace("can't", "cannot", StringComparison.Ordinal),
        StringComparison.Ordinal);

    [Fact]
    public void An_episode_renders_to_pictures_of_the_size_asked_for()
    {
        string folder = demo["frames"];
        int frames = (int)Igen.Run("render", demo.Demonstrations, "--width", "65", "--height", "48", "--out", folder, "--json").Expect(0).Json["frames"]!;
        string[] files = Directory.GetFiles(folder);
        Assert.NotEmpty(files);
        Assert.Equal(frames, files.Length);
        Assert.All(files, file => Picture.AssertPng(file, 65, 48));
    }

    [Fact]
    public void An_episode_renders_to_a_film()
    {
        string film = demo["films/small.mp4"];
        Igen.Run("render", demo.Demonstrations, "--episode", "1", "--width", "64", "--height", "48", "--out", film).Expect(0);
        Picture.AssertFilm(film);
        Assert.Equal([film], Directory.GetFiles(demo["films"]));
    }

    [Fact]
    public void A_dataset_has_the_digest_that_was_printed_when_it_was_made()
    {
        string digest = (string)demo.Outcome.Json["igen_digest"]!;
        Assert.Equal([digest], Igen.Run("dataset", "digest", demo.Generated).Expect(0).Output);
        Assert.Equal(digest, (string)Igen.Run("dataset", "digest", demo.Generated, "--json").Expect(0).Json["digest"]!);
        JsonObject verified = Igen.Run("dataset", "verify", demo.Generated, "--json").Expect(0).Json;
        Assert.True((bool)verified["good"]!);
        Assert.Empty(verified["faults"]!.AsArray());
    }

    [Fact]
    public void Running_out_of_attempts_fails_with_the_reasons_and_still_prints_JSON()
    {
        string dataset = demo["short.igen"];
        Outcome outcome = Igen.Run(
            "generate", "demos", "--source", demo.Demonstrations, "--action-noise", "1", "--episodes", "5", "--attempts", "3", "--out", dataset, "--json").Expect(1);
        Assert.Contains("attempt limit", outcome.Complaint(), StringComparison.Ordinal);
        Assert.Single(outcome.Output);
        Assert.Equal(3, (int)outcome.Json["attempts"]!);
        Assert.Equal(3, outcome.Json["reasons"]!.AsObject().Sum(reason => (int)reason.Value!));
    }
}
