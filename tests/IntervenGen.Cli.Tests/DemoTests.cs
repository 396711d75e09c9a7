using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace IntervenGen.Cli.Tests;

[Collection(TinyDemoTests.Name)]
public sealed class DemoTests(TinyDemo demo)
{
    [Fact]
    public void The_demo_ends_with_one_JSON_object_that_says_what_was_measured()
    {
        JsonObject json = JsonNode.Parse(Assert.Single(demo.Outcome.Output))!.AsObject();
        Assert.InRange((double)json["base_success"]!, 0, 1);
        Assert.InRange((double)json["igen_success"]!, 0, 1);
        Assert.Equal(4, (int)json["trials"]!);
        Assert.Equal(2, (int)json["source_interventions"]!);
        Assert.Equal(12, (int)json["generated_interventions"]!);
        Assert.InRange((long)json["generation_attempts"]!, 12, 120);
        Assert.InRange((double)json["generation_seconds"]!, 0.001, (double)json["total_seconds"]!);
        Assert.Equal("scripted", (string)json["operator"]!);
        Assert.Equal(demo.Folder, (string)json["out"]!);
    }

    [Fact]
    public void The_demo_leaves_datasets_checkpoints_a_plot_and_a_film()
    {
        string[] datasets = Directory.GetDirectories(demo.Folder, "*.igen");
        Assert.Equal(4, datasets.Length);
        foreach (string dataset in datasets)
        {
            JsonObject info = Igen.Run("dataset", "info", dataset, "--json").Expect(0).Json;
            Assert.True((bool)info["complete"]!);
            Assert.Equal("scripted", (string)info["operator"]!);
            Igen.Run("dataset", "verify", dataset).Expect(0);
        }

        Assert.True(File.Exists(demo.BasePolicy));
        Assert.True(File.Exists(Path.Combine(demo.Folder, "igen.ckpt")));
        Assert.Equal("svg", XDocument.Load(Path.Combine(demo.Folder, "success.svg")).Root!.Name.LocalName);
        Picture.AssertFilm(Path.Combine(demo.Folder, "episode.mp4"));
        Picture.AssertPng(Path.Combine(demo.Folder, "mistake.png"), 640, 480);
        Picture.AssertPng(Path.Combine(demo.Folder, "recovery.png"), 640, 480);
        Assert.Empty(Directory.GetFiles(demo.Folder, "*.training").Concat(Directory.GetFiles(demo.Folder, "*.best")).Concat(Directory.GetFiles(demo.Folder, "*.part")));
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers_and_episodes_whatever_the_workers_and_lanes()
    {
        // Without a driver there is no film, which takes half of the time, and the numbers are to be the same all the more.
        string other = demo["other workers"];
        JsonObject first = demo.Outcome.Json;
        JsonObject second = Igen.RunWithoutDrivers(TinyDemo.Command(other, workers: "1", lanes: "3")).Expect(0).Json;
        foreach (string key in (string[])["base_success", "igen_success", "base_success_clean", "generation_attempts", "generation_reasons", "igen_digest"])
            Assert.Equal(first[key]!.ToJsonString(), second[key]!.ToJsonString());
        foreach (string name in (string[])["demonstrations.igen", "base.igen", "interventions.igen", "igen.igen"])
        {
            string[] files = Directory.GetFiles(Path.Combine(demo.Folder, name));
            Assert.Contains(files, file => file.EndsWith(".bin", StringComparison.Ordinal));
            foreach (string file in files)
                Assert.True(File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(other, name, Path.GetFileName(file)))), file);
        }

        Weights.AssertSame(Path.Combine(demo.Folder, "igen.ckpt"), Path.Combine(other, "igen.ckpt"));
    }

    [Fact]
    public void A_demo_without_ffmpeg_leaves_pictures_and_makes_the_film_when_it_can()
    {
        string folder = demo.Copy(demo.Folder, "no ffmpeg");
        foreach (string dataset in Directory.GetDirectories(demo.Folder, "*.igen"))
            demo.Copy(dataset, Path.Combine("no ffmpeg", Path.GetFileName(dataset)));
        string film = Path.Combine(folder, "episode.mp4");
        File.Delete(film);
        File.Delete(Path.Combine(folder, "mistake.png"));
        string[] command = [.. TinyDemo.Command(folder, workers: "1", lanes: "8").Where(word => word != "--json")];
        Outcome without = Igen.RunWithoutFfmpeg(command).Expect(0);
        Assert.Contains(without.Errors, line => line.Contains("no film: ffmpeg", StringComparison.Ordinal));
        Assert.EndsWith(": success.svg, mistake.png, recovery.png, base.ckpt, igen.ckpt, *.igen", without.Output[^1], StringComparison.Ordinal);
        Picture.AssertPng(Path.Combine(folder, "mistake.png"), 640, 480);
        Assert.Empty(Directory.GetFiles(folder, "*.mp4*"));
        Outcome with = Igen.Run(command).Expect(0);
        Assert.Contains("episode.mp4", with.Output[^1], StringComparison.Ordinal);
        Picture.AssertFilm(film);
    }

    [Fact]
    public void A_finished_demo_is_reported_again_instead_of_repeated()
    {
        Outcome again = Igen.Run(TinyDemo.Command(demo.Folder, workers: "1", lanes: "8")).Expect(0);
        Assert.Equal(demo.Outcome.Json["total_seconds"]!.ToJsonString(), again.Json["total_seconds"]!.ToJsonString());
        string[] stages = [.. again.Errors.Where(line => line.StartsWith('['))];
        Assert.NotEmpty(stages);
        Assert.All(stages, line => Assert.EndsWith("done earlier", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Redirected_progress_is_plain_lines()
    {
        Assert.NotEmpty(demo.Outcome.Errors);
        Assert.All(demo.Outcome.Errors, line => Assert.DoesNotContain(line, char.IsControl));
    }

    [Fact]
    public void A_demo_with_another_number_of_trials_repeats_the_evaluations_alone()
    {
        string folder = demo["more trials"];
        string[] command = [.. TinyDemo.Command(folder, workers: "1", lanes: "8").Where(word => word != "--json")];
        Igen.RunWithoutDrivers(command).Expect(0);
        string[] more = [.. command.Select((word, i) => i > 0 && command[i - 1] == "--trials" ? "5" : word)];
        string[] made = [.. Igen.RunWithoutDrivers(more).Expect(0).Errors.Where(line => line.StartsWith('[') && !line.EndsWith("done earlier", StringComparison.Ordinal))];
        Assert.Equal(3, made.Length);
        Assert.All(made, line => Assert.EndsWith("5 held-out trials", line, StringComparison.Ordinal));
        // What was measured before is kept: the first command has nothing left to do.
        string[] again = [.. Igen.RunWithoutDrivers(command).Expect(0).Errors.Where(line => line.StartsWith('['))];
        Assert.All(again, line => Assert.EndsWith("done earlier", line, StringComparison.Ordinal));
    }
}
