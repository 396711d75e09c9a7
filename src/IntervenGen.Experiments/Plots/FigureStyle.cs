using OxyPlot;
using OxyPlot.Axes;

namespace IntervenGen.Experiments.Plots;

/// <summary>What all figures have in common: colours that colour-blind readers tell apart, type, axes and grid.</summary>
/// <remarks>Immutable; any thread.</remarks>
public static class FigureStyle
{
    /// <summary>The typeface; every reader of SVG and PDF has one like it.</summary>
    public const string Font = "Arial";

    /// <summary>Sizes of type, points: of axes and labels, and of a panel's heading.</summary>
    public const double TextSize = 11, HeadingSize = 12;

    // Okabe and Ito's eight colours ("Color universal design", 2008), told apart with every common form of colour blindness.

    /// <summary>Black: text and axes.</summary>
    public static OxyColor Ink { get; } = OxyColor.FromRgb(0x1f, 0x29, 0x33);

    /// <summary>Grey: the grid, and what is shown for comparison.</summary>
    public static OxyColor Grid { get; } = OxyColor.FromRgb(0xe4, 0xe7, 0xeb);

    /// <summary>Dark grey: what is compared with.</summary>
    public static OxyColor Other { get; } = OxyColor.FromRgb(0x7b, 0x87, 0x94);

    /// <summary>Blue: one's own, and true poses.</summary>
    public static OxyColor Own { get; } = OxyColor.FromRgb(0x00, 0x72, 0xb2);

    /// <summary>Vermilion: what is wrong, and the paper's figures.</summary>
    public static OxyColor Wrong { get; } = OxyColor.FromRgb(0xd5, 0x5e, 0x00);

    /// <summary>Bluish green: success.</summary>
    public static OxyColor Good { get; } = OxyColor.FromRgb(0x00, 0x9e, 0x73);

    /// <summary>Orange: what comes between.</summary>
    public static OxyColor Between { get; } = OxyColor.FromRgb(0xe6, 0x9f, 0x00);

    /// <summary>Reddish purple: a fifth thing.</summary>
    public static OxyColor Fifth { get; } = OxyColor.FromRgb(0xcc, 0x79, 0xa7);

    /// <summary>An empty panel with its heading.</summary>
    public static PlotModel Panel(string heading) => new()
    {
        Title = heading,
        TitleFontSize = HeadingSize,
        TitleFontWeight = FontWeights.Bold,
        DefaultFont = Font,
        DefaultFontSize = TextSize,
        TextColor = Ink,
        PlotAreaBorderColor = Ink,
        PlotAreaBorderThickness = new OxyThickness(1, 0, 0, 1),
        TitlePadding = 4,
        Padding = new OxyThickness(4),
    };

    /// <summary>An axis of numbers.</summary>
    /// <param name="position">Its side.</param>
    /// <param name="title">What it shows, with its unit; empty for nothing.</param>
    public static LinearAxis Axis(AxisPosition position, string title) => Styled(new LinearAxis { Position = position, Title = title });

    /// <summary>An axis of shares from 0 to 100 %.</summary>
    public static LinearAxis Percent(AxisPosition position, string title)
    {
        LinearAxis axis = Axis(position, title);
        (axis.Minimum, axis.Maximum, axis.MajorStep, axis.MinimumPadding, axis.MaximumPadding) = (0, 100, 25, 0, 0);
        axis.StringFormat = "0' %'";
        return axis;
    }

    /// <summary>An axis of numbers, each ten times the one before, at equal distances.</summary>
    public static LogarithmicAxis Logarithmic(AxisPosition position, string title) =>
        Styled(new LogarithmicAxis { Position = position, Title = title });

    /// <summary>An axis of names, in the order given from the first position on.</summary>
    public static CategoryAxis Names(AxisPosition position, IEnumerable<string> names)
    {
        CategoryAxis axis = Styled(new CategoryAxis { Position = position, GapWidth = 0.4, IsTickCentered = true });
        (axis.MajorGridlineStyle, axis.TickStyle) = (LineStyle.None, TickStyle.None);
        axis.Labels.AddRange(names);
        return axis;
    }

    private static TAxis Styled<TAxis>(TAxis axis)
        where TAxis : Axis
    {
        axis.TicklineColor = Ink;
        axis.TextColor = Ink;
        axis.TitleColor = Ink;
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = Grid;
        axis.MinorTickSize = 0;
        axis.TickStyle = TickStyle.Outside;
        axis.AxisTitleDistance = 8;
        return axis;
    }
}
