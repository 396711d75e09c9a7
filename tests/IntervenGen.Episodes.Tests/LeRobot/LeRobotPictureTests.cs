using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;
using IntervenGen.Episodes.LeRobot;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Episodes.Tests.Robomimic;

namespace IntervenGen.Episodes.Tests.LeRobot;

public sealed class LeRobotPictureTests : IDisposable
{
    private const string Feature = "observation.images.front";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData(LeRobotVersion.V30, LeRobotPictures.Av1, 1, "av1")]
    [InlineData(LeRobotVersion.V30, LeRobotPictures.H264, 1, "h264")]
    [InlineData(LeRobotVersion.V21, LeRobotPictures.H264, 8, "h264")]
    public async Task A_film_has_a_frame_for_every_step_and_says_how_it_was_made(
        LeRobotVersion version, LeRobotPictures format, int films, string codec)
    {
        RequireFfmpeg();
        Export(new LeRobotExportOptions { Version = version, PictureFormat = format, Pictures = [new StripedPictures("front", 64, 64)] });
        LeRobotCheck check = await Check(version);
        Assert.Equal([Feature], check.Films);
        Assert.Equal(films, check.Frames.Count);
        foreach ((string path, int frames) in check.Frames)
        {
            using JsonDocument found = JsonDocument.Parse(Probe(_folder[Path.Combine("run", path)]));
            JsonElement stream = found.RootElement.GetProperty("streams")[0];
            Assert.Equal($"{frames}", stream.GetProperty("nb_read_frames").GetString());
            Assert.Equal(
                (codec, "20/1", 64), (stream.GetProperty("codec_name").GetString(), stream.GetProperty("avg_frame_rate").GetString(), stream.GetProperty("width").GetInt32()));
        }

        JsonElement info = check.Info.GetProperty("features").GetProperty(Feature).GetProperty("info");
        Assert.Equal((codec, 2, 20), (info.GetProperty("video.codec").GetString(), info.GetProperty("video.g").GetInt32(), info.GetProperty("video.fps").GetInt32()));
        foreach (string key in (string[])["video.height", "video.width", "video.pix_fmt", "video.channels", "has_audio", "is_depth_map", "video.crf"])
            Assert.True(info.TryGetProperty(key, out _), key);
    }

    [Theory]
    [InlineData(LeRobotVersion.V30)]
    [InlineData(LeRobotVersion.V21)]
    public async Task Without_an_encoder_pictures_are_png_in_the_data(LeRobotVersion version)
    {
        var pictures = new StripedPictures("front", 12, 9);
        Export(new LeRobotExportOptions { Version = version, PictureFormat = LeRobotPictures.Png, Pictures = [pictures] });
        LeRobotCheck check = await Check(version);
        Assert.Equal([Feature], check.Images);
        Assert.Empty(check.Films);
        string file = version == LeRobotVersion.V30 ? "run/data/chunk-000/file-000.parquet" : "run/data/chunk-000/episode_000002.parquet";
        ParquetContent content = await ParquetContent.Read(_folder[file]);
        byte[] expected = new byte[12 * 9 * 3];
        pictures.Read(2, 7, expected);
        byte[] found = content.Get<byte[]>(Feature)[7 + (version == LeRobotVersion.V30 ? 2 * TwoSubtaskRun.Steps : 0)];
        Assert.Equal(PngPicture.Encode(expected, 12, 9), found);
        Assert.Contains("\"_type\":\"Image\"", content.Footer["huggingface"], StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_of_pictures_are_of_their_colours_from_0_to_1()
    {
        Export(new LeRobotExportOptions { PictureFormat = LeRobotPictures.Png, Pictures = [new StripedPictures("front", 10, 4)] });
        using JsonDocument all = JsonDocument.Parse(File.ReadAllText(_folder["run/meta/stats.json"]));
        JsonElement statistics = all.RootElement.GetProperty(Feature);
        double Of(string name, int channel) => statistics.GetProperty(name)[channel][0][0].GetDouble();
        // One pixel in ten is the bar's, the others the ground's: 40, 50 … 110 for the eight episodes.
        Assert.Equal((1, 0, 40 / 255.0), (Of("max", 0), Of("min", 1), Of("min", 0)));
        Assert.Equal((0.1 * 255 / 255) + (0.9 * 75 / 255), Of("mean", 0), 9);
        Assert.Equal(0.9 * 75 / 255, Of("mean", 1), 9);
        Assert.Equal(8 * TwoSubtaskRun.Steps, statistics.GetProperty("count")[0].GetInt32());
    }

    [Fact]
    public async Task Recoveries_have_the_pictures_of_their_own_steps()
    {
        var pictures = new StripedPictures("front", 40, 4);
        Export(new LeRobotExportOptions { PictureFormat = LeRobotPictures.Png, Filter = ExportFilter.Recovery, Pictures = [pictures] });
        ParquetContent content = await ParquetContent.Read(_folder["run/data/chunk-000/file-000.parquet"]);
        byte[] expected = new byte[40 * 4 * 3];
        pictures.Read(0, 34, expected);
        Assert.Equal(PngPicture.Encode(expected, 40, 4), content.Get<byte[]>(Feature)[10]);
    }

    [Fact]
    public void A_size_that_no_encoder_takes_is_refused_before_any_work() => Assert.Contains(
        "65 x 64", Assert.Throws<UsageException>(() => Export(new LeRobotExportOptions
        {
            PictureFormat = LeRobotPictures.H264,
            Pictures = [new StripedPictures("front", 65, 64)],
        })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_robomimic_file_has_the_pictures_among_its_observations()
    {
        var pictures = new StripedPictures("front", 12, 8);
        TwoSubtaskRun.Write(_folder["run.igen"]);
        using (var store = EpisodeStore.Open(_folder["run.igen"]))
            RobomimicWriter.Write(store, _folder["run.hdf5"], new RobomimicExportOptions { Filter = ExportFilter.Recovery, Pictures = [pictures] });
        using Hdf5Reader file = Hdf5Reader.Open(_folder["run.hdf5"]);
        byte[] found = file.Root.OpenGroup("data/demo_3/obs").ReadArray<byte>("front_image", out int[] shape);
        Assert.Equal([6, 8, 12, 3], shape);
        byte[] expected = new byte[found.Length];
        pictures.Read(1, 34, expected);
        Assert.Equal(expected, found);
        Assert.Contains("\"camera_names\":[\"front\"]", file.Root.OpenGroup("data").TryReadText("env_args"), StringComparison.Ordinal);
    }

    private static void RequireFfmpeg() => Skip.If(FilmEncoder.For(LeRobotPictures.Auto, new StripedPictures("front", 64, 64))?.Codec != "av1", "no ffmpeg");

    private static string Probe(string film)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(
                "ffprobe", ["-loglevel", "error", "-count_frames", "-show_streams", "-of", "json", film])
            { RedirectStandardOutput = true })!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return text;
        }
        catch (Win32Exception)
        {
            Skip.If(true, "ffprobe is not installed");
            throw;
        }
    }

    private Task<LeRobotCheck> Check(LeRobotVersion version) =>
        version == LeRobotVersion.V30 ? LeRobotCheck.V30(_folder["run"]) : LeRobotCheck.V21(_folder["run"]);

    private void Export(LeRobotExportOptions options)
    {
        TwoSubtaskRun.Write(_folder["run.igen"]);
        using var store = EpisodeStore.Open(_folder["run.igen"]);
        LeRobotWriter.Write(store, _folder["run"], options);
    }
}
