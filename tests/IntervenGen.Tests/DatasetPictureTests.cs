using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Episodes.LeRobot;
using IntervenGen.Episodes.Pictures;

namespace IntervenGen.Tests;

/// <summary>Pictures that are added to a stored dataset.</summary>
public sealed class DatasetPictureTests : IDisposable
{
    private const int Side = 32;

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-pictures-").FullName;
    private readonly Workspace _workspace = Workspace.Open(new WorkspaceOptions { Task = "nut-insertion", Lanes = 2, Workers = 1 });

    public DatasetPictureTests() => _workspace.CollectDemonstrations(new CollectRequest { Out = At("a.igen"), Episodes = 4 });

    public void Dispose()
    {
        _workspace.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Every_step_has_a_picture_of_every_camera_and_kind()
    {
        PictureKind[] kinds = [PictureKind.Rgb, PictureKind.Depth, PictureKind.Segmentation];
        DatasetRenderResult result = DatasetPictures.Render(Request("a.igen", "agentview", "eye_in_hand") with { Kinds = kinds });
        using EpisodeStore store = EpisodeStore.Open(At("a.igen"));
        Assert.Equal(6, result.Sets.Count);
        Assert.Equal(6 * store.StepCount, result.Drawn);
        foreach (PictureFormat format in PictureStore.List(store))
        {
            using PictureStore pictures = PictureStore.Open(store, format.Camera.Name, format.Kind);
            var picture = new byte[format.PictureBytes];
            pictures.Verify();
            pictures.Read(store.Count - 1, store.StepsOf(store.Count - 1) - 1, picture);
            Assert.True(picture.Distinct().Count() > 3, $"{format.Camera.Name} {format.Kind}");
        }
    }

    [Fact]
    public void Bytes_depend_on_neither_workers_nor_other_cameras_nor_stops()
    {
        CopyDataset("a.igen", "b.igen");
        DatasetPictures.Render(Request("a.igen", "agentview", "sideview", "eye_in_hand") with { Workers = 3 });
        DatasetPictures.Render(Request("b.igen", "sideview") with { Workers = 1 });
        using var source = new CancellationTokenSource();
        var stopping = new Stopper(source);
        Assert.Throws<OperationCanceledException>(() => DatasetPictures.Render(
            Request("b.igen", "eye_in_hand", "agentview") with { Workers = 1 }, stopping, source.Token));
        Assert.True(new FileInfo(At("b.igen/pictures/agentview-rgb.bin")).Length < new FileInfo(At("a.igen/pictures/agentview-rgb.bin")).Length);
        DatasetRenderResult rest = DatasetPictures.Render(Request("b.igen", "agentview", "eye_in_hand") with { Workers = 2 });
        Assert.InRange(rest.Drawn, 1, (2 * rest.Sets[0].Totals!.Pictures) - 1);
        string[] files = [.. Directory.GetFiles(At("a.igen/pictures")).Select(file => Path.GetFileName(file)).Where(name => name != ".lock")];
        Assert.Equal(6, files.Length);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(At($"a.igen/pictures/{file}")), File.ReadAllBytes(At($"b.igen/pictures/{file}"))));
    }

    [Fact]
    public void Finished_pictures_are_not_drawn_again()
    {
        DatasetPictures.Render(Request("a.igen", "agentview"));
        Assert.Equal(0, DatasetPictures.Render(Request("a.igen", "agentview")).Drawn);
    }

    [Fact]
    public void Pictures_leave_the_dataset_as_it_was()
    {
        string before = Digest();
        DatasetPictures.Render(Request("a.igen", "agentview"));
        Assert.Equal(before, Digest());
        Assert.True(EpisodeStoreVerifier.Verify(At("a.igen")).IsGood);

        string Digest()
        {
            using EpisodeStore store = EpisodeStore.Open(At("a.igen"));
            return store.ComputeDigest();
        }
    }

    [Fact]
    public void A_camera_keeps_the_name_by_which_it_was_asked_for()
    {
        DatasetPictures.Render(Request("a.igen", "robot0_eye_in_hand", "front"));
        using EpisodeStore store = EpisodeStore.Open(At("a.igen"));
        Assert.Equal(["front", "robot0_eye_in_hand"], PictureStore.List(store).Select(format => format.Camera.Name));
        Assert.Equal("right_hand", PictureStore.List(store)[1].Camera.Body);
    }

    [Fact]
    public void An_unknown_camera_is_answered_with_those_that_there_are()
    {
        UsageException error = Assert.Throws<UsageException>(() => DatasetPictures.Render(Request("a.igen", "agentvew")));
        Assert.Contains("did you mean 'agentview'", error.Message, StringComparison.Ordinal);
        Assert.Contains("eye_in_hand", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rgb,depht", "'depht' is no kind of picture")]
    public void Unknown_kinds_are_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => DatasetPictures.Kinds(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_robomimic_export_carries_the_colours_of_every_step_upright()
    {
        DatasetPictures.Render(Request("a.igen", "agentview", "robot0_eye_in_hand") with { Kinds = [PictureKind.Rgb, PictureKind.Depth] });
        DatasetExchange.Export(new ExportRequest { Dataset = At("a.igen"), Out = At("a.hdf5") });
        using EpisodeStore store = EpisodeStore.Open(At("a.igen"));
        using PictureStore pictures = PictureStore.Open(store, "agentview", PictureKind.Rgb);
        using var file = IntervenGen.Episodes.Hdf5.Hdf5Reader.Open(At("a.hdf5"));
        var observations = file.Root.OpenGroup("data").OpenGroup("demo_0").OpenGroup("obs");
        Assert.Contains("robot0_eye_in_hand_image", observations.Names());
        Assert.DoesNotContain(observations.Names(), name => name.Contains("depth", StringComparison.Ordinal));
        var expected = new byte[pictures.CountOf(0) * pictures.Format.PictureBytes];
        pictures.Read(0, 0, expected);
        Assert.True(expected.Distinct().Count() > 20);
        Assert.True(new FileInfo(At("a.hdf5")).Length > 2 * store.StepCount * pictures.Format.PictureBytes);
    }

    [Fact]
    public void An_export_of_chosen_cameras_leaves_the_others_out()
    {
        DatasetPictures.Render(Request("a.igen", "agentview", "sideview"));
        DatasetExchange.Export(new ExportRequest
        {
            Dataset = At("a.igen"),
            Out = At("one"),
            Format = ExportFormat.Lerobot,
            Cameras = ["sideview"],
            PictureFormat = LeRobotPictures.Png,
        });
        string facts = File.ReadAllText(At("one/meta/info.json"));
        Assert.Contains("observation.images.sideview", facts, StringComparison.Ordinal);
        Assert.DoesNotContain("agentview", facts, StringComparison.Ordinal);
        Assert.Contains("igen dataset render", Assert.Throws<UsageException>(() => DatasetExchange.Export(
            new ExportRequest { Dataset = At("a.igen"), Out = At("no.hdf5"), Cameras = ["nose"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_segmentation_show_the_objects_of_the_task()
    {
        DatasetPictures.Render(Request("a.igen", "agentview") with { Kinds = [PictureKind.Depth, PictureKind.Segmentation], Width = 84, Height = 84 });
        using EpisodeStore store = EpisodeStore.Open(At("a.igen"));
        using PictureStore depth = PictureStore.Open(store, "agentview", PictureKind.Depth);
        using PictureStore segments = PictureStore.Open(store, "agentview", PictureKind.Segmentation);
        ushort[] metres = Numbers(depth), numbers = Numbers(segments);
        string[] objects = [.. numbers.Where(number => number > 0).Select(number => segments.Format.Labels[number - 1].Object).Distinct()];
        Assert.Contains("square_peg", objects);
        Assert.Contains("square_nut", objects);
        int peg = Array.FindIndex(numbers, number => number > 0 && segments.Format.Labels[number - 1].Object == "square_peg");
        // The camera is 0.5 m beyond the middle of the table and 0.55 m above it.
        Assert.InRange(metres[peg] * PictureFormat.DepthUnit, 0.4, 0.8);
    }

    private static ushort[] Numbers(PictureStore pictures)
    {
        var bytes = new byte[pictures.Format.PictureBytes];
        pictures.Read(0, 0, bytes);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(bytes).ToArray();
    }

    private string At(string name) => Path.Combine(_folder, name);

    private DatasetRenderRequest Request(string dataset, params string[] cameras) => new()
    {
        Dataset = At(dataset),
        Cameras = cameras,
        Width = Side,
        Height = Side,
    };

    private void CopyDataset(string from, string to)
    {
        Directory.CreateDirectory(At(to));
        foreach (string file in Directory.GetFiles(At(from)))
            File.Copy(file, Path.Combine(At(to), Path.GetFileName(file)));
    }

    // Stops a run once it has done two episodes.
    private sealed class Stopper(CancellationTokenSource source) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Kind == RunProgressKind.Step && value.Done >= 2)
                source.Cancel();
        }
    }
}
