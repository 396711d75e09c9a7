using System.Text;
using System.Text.RegularExpressions;
using IntervenGen.Core;
using OxyPlot;

namespace IntervenGen.Experiments.Plots;

/// <summary>A figure: a title, panels side by side, and a line below them; as SVG or as PDF.</summary>
/// <remarks>The same figure has the same bytes. Not thread-safe while panels are added.</remarks>
/// <param name="title">Its title.</param>
/// <param name="subtitle">A line below the title: numbers of trials, intervals; empty for none.</param>
public sealed partial class Figure(string title, string subtitle = "")
{
    private const double Margin = 16, TitleHeight = 26, LineHeight = 18, LegendWidth = 8, TitleSize = 15;

    // Of a letter, in shares of the type's size: Helvetica's mean.
    private const double LetterShare = 0.54;

    private readonly List<(PlotModel Model, double Width, double Height)> _panels = [];

    /// <summary>Number of panels in a row.</summary>
    public int PanelsInRow { get; init; } = 3;

    /// <summary>A line below the panels, for example what a mark means; empty for none.</summary>
    public string Note { get; init; } = "";

    /// <summary>What the colours mean, in order; empty where the axes say it.</summary>
    public IReadOnlyList<(string Text, OxyColor Colour)> Legend { get; init; } = [];

    /// <summary>Adds a panel behind the others.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="width">Its width, points.</param>
    /// <param name="height">Its height, points.</param>
    public void Add(PlotModel panel, double width, double height) => _panels.Add((panel, width, height));

    /// <summary>Whether a path ends as a figure's does.</summary>
    public static bool IsFigure(string path) =>
        path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase);

    /// <summary>The figure as an SVG document.</summary>
    public string ToSvg()
    {
        (double width, double height) = Size();
        using var stream = new MemoryStream();
        using (var context = new SvgRenderContext(
            stream, width, height, isDocument: true, new WideText(width, height), OxyColors.White,
            useVerticalTextAlignmentWorkaround: true))
        {
            Draw(context, width);
            context.Complete();
        }

        return Encoding.UTF8.GetString(stream.ToArray()).TrimStart('\uFEFF').ReplaceLineEndings("\n");
    }

    /// <summary>The figure as a PDF document of one page.</summary>
    public byte[] ToPdf()
    {
        (double width, double height) = Size();
        var context = new PdfRenderContext(width, height, OxyColors.White);
        Draw(context, width);
        using var stream = new MemoryStream();
        context.Save(stream);
        // Latin-1 keeps every byte; the time of day would make every file another one.
        string text = Encoding.Latin1.GetString(stream.ToArray());
        return Encoding.Latin1.GetBytes(
            Date().Replace(text, found => found.Groups[1].Value + new string('0', found.Groups[2].Length) + ")"));
    }

    /// <summary>Writes the figure, as the path's ending says: <c>.svg</c> or <c>.pdf</c>.</summary>
    /// <exception cref="UsageException">The path ends otherwise, or a file is there and must not be replaced.</exception>
    public void Write(string path, bool overwrite)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!IsFigure(path))
            throw new UsageException($"'{path}' must end in .svg or .pdf");
        if (path.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase))
            OutputFile.Write(path, ToPdf(), overwrite);
        else
            OutputFile.Write(path, ToSvg(), overwrite);
    }

    [GeneratedRegex(@"(/CreationDate \(D:)([^)]*)\)")]
    private static partial Regex Date();

    private double Head => Margin + TitleHeight + (subtitle.Length > 0 ? LineHeight : 0) + (Legend.Count > 0 ? LineHeight : 0);

    private (double Width, double Height) Size()
    {
        double width = 0, height = Head;
        foreach ((PlotModel, double Width, double Height)[] row in _panels.Chunk(PanelsInRow))
        {
            width = Math.Max(width, row.Sum(panel => panel.Width));
            height += row.Max(panel => panel.Height);
        }

        double words = Math.Max(title.Length * TitleSize, subtitle.Length * FigureStyle.TextSize) * LetterShare;
        return ((2 * Margin) + Math.Max(width, words), height + Margin + (Note.Length > 0 ? LineHeight : 0));
    }

    private void Draw(IRenderContext context, double width)
    {
        Text(context, Margin, Margin, title, TitleSize, FontWeights.Bold);
        double y = Margin + TitleHeight;
        if (subtitle.Length > 0)
            Text(context, Margin, y - 2, subtitle, FigureStyle.TextSize, FontWeights.Normal);
        double legend = Margin, top = Head - LineHeight;
        foreach ((string text, OxyColor colour) in Legend)
        {
            context.DrawRectangle(
                new OxyRect(legend, top + 1, LegendWidth, LegendWidth), colour, OxyColors.Undefined, 0, EdgeRenderingMode.Automatic);
            Text(context, legend + LegendWidth + 4, top - 1, text, FigureStyle.TextSize, FontWeights.Normal);
            legend += LegendWidth + 20 + context.MeasureText(text, FigureStyle.Font, FigureStyle.TextSize, FontWeights.Normal).Width;
        }

        y = Head;
        foreach ((PlotModel Model, double Width, double Height)[] row in _panels.Chunk(PanelsInRow))
        {
            double x = Margin;
            foreach ((PlotModel model, double panelWidth, double height) in row)
            {
                ((IPlotModel)model).Update(updateData: true);
                ((IPlotModel)model).Render(context, new OxyRect(x, y, panelWidth, height));
                x += panelWidth;
            }

            y += row.Max(panel => panel.Height);
        }

        if (Note.Length > 0)
        {
            context.DrawText(
                new ScreenPoint(width - Margin, y + 2), Note, FigureStyle.Ink, FigureStyle.Font, FigureStyle.TextSize, FontWeights.Normal,
                0,
                HorizontalAlignment.Right, VerticalAlignment.Top);
        }
    }

    // Where a reader of SVG has no typeface like Helvetica it takes a wider one.
    private sealed class WideText(double width, double height) : PdfRenderContext(width, height, OxyColors.White)
    {
        private const double Factor = 1.27;

        public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
        {
            OxySize size = base.MeasureText(text, fontFamily, fontSize, fontWeight);
            return new OxySize(Factor * size.Width, size.Height);
        }
    }

    private static void Text(IRenderContext context, double x, double y, string text, double size, double weight) => context.DrawText(
        new ScreenPoint(x, y), text, FigureStyle.Ink, FigureStyle.Font, size, weight, 0, HorizontalAlignment.Left, VerticalAlignment.Top);
}
