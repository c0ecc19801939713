// convert_length, convert_mass and their kin: a number of one unit in another; null where a unit is
// not in the table of its kind. Source: learn.microsoft.com/kusto/query/convert-length-function and
// its neighbours. Kusto converts with the definitions of UnitsNet, so the factors are those, also
// where they are rounded (the page's acre-foot is 1 / 0.000810714 cubic metres).
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

// x units are x * factor / divisor + offset of the kind's base unit.
struct MeasureUnit {
  std::string_view name;
  double factor;
  double divisor = 1;
  double offset = 0;
};

constexpr double kHalfTurn = 3.14159265358979323846;

// degrees
constexpr MeasureUnit kAngleUnits[] = {
    {"Arcminute", 1, 60},
    {"Arcsecond", 1, 3600},
    {"Centiradian", 180 * 1e-2, kHalfTurn},
    {"Deciradian", 180 * 1e-1, kHalfTurn},
    {"Degree", 1},
    {"Gradian", 0.9},
    {"Microdegree", 1e-6},
    {"Microradian", 180 * 1e-6, kHalfTurn},
    {"Millidegree", 1e-3},
    {"Milliradian", 180 * 1e-3, kHalfTurn},
    {"Nanodegree", 1e-9},
    {"Nanoradian", 180 * 1e-9, kHalfTurn},
    {"NatoMil", 9, 160},
    {"Radian", 180, kHalfTurn},
    {"Revolution", 360},
    {"Tilt", 0},
};

// joules
constexpr MeasureUnit kEnergyUnits[] = {
    {"BritishThermalUnit", 1055.05585262},
    {"Calorie", 4.184},
    {"DecathermEc", 1.05505585262e8 * 10},
    {"DecathermImperial", 1.05505585257348e8 * 10},
    {"DecathermUs", 1.054804e8 * 10},
    {"ElectronVolt", 1.602176565e-19},
    {"Erg", 1e-7},
    {"FootPound", 1.355817948},
    {"GigabritishThermalUnit", 1055.05585262 * 1e9},
    {"GigaelectronVolt", 1.602176565e-19 * 1e9},
    {"Gigajoule", 1e9},
    {"GigawattDay", 86400 * 1e9},
    {"GigawattHour", 3600 * 1e9},
    {"HorsepowerHour", 2.6845195377e6},
    {"Joule", 1},
    {"KilobritishThermalUnit", 1055.05585262 * 1e3},
    {"Kilocalorie", 4.184 * 1e3},
    {"KiloelectronVolt", 1.602176565e-19 * 1e3},
    {"Kilojoule", 1e3},
    {"KilowattDay", 86400 * 1e3},
    {"KilowattHour", 3600 * 1e3},
    {"MegabritishThermalUnit", 1055.05585262 * 1e6},
    {"Megacalorie", 4.184 * 1e6},
    {"MegaelectronVolt", 1.602176565e-19 * 1e6},
    {"Megajoule", 1e6},
    {"MegawattDay", 86400 * 1e6},
    {"MegawattHour", 3600 * 1e6},
    {"Millijoule", 1e-3},
    {"TeraelectronVolt", 1.602176565e-19 * 1e12},
    {"TerawattDay", 86400 * 1e12},
    {"TerawattHour", 3600 * 1e12},
    {"ThermEc", 1.05505585262e8},
    {"ThermImperial", 1.05505585257348e8},
    {"ThermUs", 1.054804e8},
    {"WattDay", 86400},
    {"WattHour", 3600},
};

// newtons
constexpr MeasureUnit kForceUnits[] = {
    {"Decanewton", 10},
    {"Dyn", 1, 1e5},
    {"KilogramForce", 9.80665002864},
    {"Kilonewton", 1e3},
    {"KiloPond", 9.80665002864},
    {"KilopoundForce", 4.4482216152605095551842641431421 * 1e3},
    {"Meganewton", 1e6},
    {"Micronewton", 1e-6},
    {"Millinewton", 1e-3},
    {"Newton", 1},
    {"OunceForce", 2.780138509537812e-1},
    {"Poundal", 0.13825502798973041652092282466083},
    {"PoundForce", 4.4482216152605095551842641431421},
    {"ShortTonForce", 8.896443230521e3},
    {"TonneForce", 9.80665002864e3},
};

// metres
constexpr MeasureUnit kLengthUnits[] = {
    {"Angstrom", 1e-10},
    {"AstronomicalUnit", 1.4959787070e11},
    {"Centimeter", 1e-2},
    {"Chain", 20.1168},
    {"DataMile", 1828.8},
    {"Decameter", 10},
    {"Decimeter", 1e-1},
    {"DtpPica", 1, 236.220472441},
    {"DtpPoint", 2.54e-2, 72},
    {"Fathom", 1.8288},
    {"Foot", 0.3048},
    {"Hand", 1.016e-1},
    {"Hectometer", 100},
    {"Inch", 2.54e-2},
    {"KilolightYear", 9.46073047258e15 * 1e3},
    {"Kilometer", 1e3},
    {"Kiloparsec", 3.08567758128e16 * 1e3},
    {"LightYear", 9.46073047258e15},
    {"MegalightYear", 9.46073047258e15 * 1e6},
    {"Megaparsec", 3.08567758128e16 * 1e6},
    {"Meter", 1},
    {"Microinch", 2.54e-8},
    {"Micrometer", 1e-6},
    {"Mil", 2.54e-5},
    {"Mile", 1609.344},
    {"Millimeter", 1e-3},
    {"Nanometer", 1e-9},
    {"NauticalMile", 1852},
    {"Parsec", 3.08567758128e16},
    {"PrinterPica", 1, 237.106301584},
    {"PrinterPoint", 2.54e-2, 72.27},
    {"Shackle", 27.432},
    {"SolarRadius", 6.95510000e8},
    {"Twip", 1, 56692.913385826},
    {"UsSurveyFoot", 1200, 3937},
    {"Yard", 0.9144},
};

// kilograms
constexpr MeasureUnit kMassUnits[] = {
    {"Centigram", 1e-2, 1e3},
    {"Decagram", 10, 1e3},
    {"Decigram", 1e-1, 1e3},
    {"EarthMass", 5.9722e24},
    {"Grain", 1, 15432.358352941431},
    {"Gram", 1, 1e3},
    {"Hectogram", 100, 1e3},
    {"Kilogram", 1e3, 1e3},
    {"Kilopound", 0.45359237 * 1e3},
    {"Kilotonne", 1e3 * 1e3},
    {"LongHundredweight", 1, 0.01968413055222121},
    {"LongTon", 1.0160469088e3},
    {"Megapound", 0.45359237 * 1e6},
    {"Megatonne", 1e3 * 1e6},
    {"Microgram", 1e-6, 1e3},
    {"Milligram", 1e-3, 1e3},
    {"Nanogram", 1e-9, 1e3},
    {"Ounce", 1, 35.2739619},
    {"Pound", 0.45359237},
    {"ShortHundredweight", 1, 0.022046226218487758},
    {"ShortTon", 9.0718474e2},
    {"Slug", 1.0 / 6.852176556196105e-2},
    {"SolarMass", 1.98947e30},
    {"Stone", 1, 0.1574731728702698},
    {"Tonne", 1e3},
};

// metres a second
constexpr MeasureUnit kSpeedUnits[] = {
    {"CentimeterPerHour", 1e-2, 3600},
    {"CentimeterPerMinute", 1e-2, 60},
    {"CentimeterPerSecond", 1e-2},
    {"DecimeterPerMinute", 1e-1, 60},
    {"DecimeterPerSecond", 1e-1},
    {"FootPerHour", 0.3048, 3600},
    {"FootPerMinute", 0.3048, 60},
    {"FootPerSecond", 0.3048},
    {"InchPerHour", 2.54e-2, 3600},
    {"InchPerMinute", 2.54e-2, 60},
    {"InchPerSecond", 2.54e-2},
    {"KilometerPerHour", 1e3, 3600},
    {"KilometerPerMinute", 1e3, 60},
    {"KilometerPerSecond", 1e3},
    {"Knot", 0.514444},
    {"MeterPerHour", 1, 3600},
    {"MeterPerMinute", 1, 60},
    {"MeterPerSecond", 1},
    {"MicrometerPerMinute", 1e-6, 60},
    {"MicrometerPerSecond", 1e-6},
    {"MilePerHour", 0.44704},
    {"MillimeterPerHour", 1e-3, 3600},
    {"MillimeterPerMinute", 1e-3, 60},
    {"MillimeterPerSecond", 1e-3},
    {"NanometerPerMinute", 1e-9, 60},
    {"NanometerPerSecond", 1e-9},
    {"UsSurveyFootPerHour", 1200, 3937.0 * 3600},
    {"UsSurveyFootPerMinute", 1200, 3937.0 * 60},
    {"UsSurveyFootPerSecond", 1200, 3937},
    {"YardPerHour", 0.9144, 3600},
    {"YardPerMinute", 0.9144, 60},
    {"YardPerSecond", 0.9144},
};

// cubic metres
constexpr MeasureUnit kVolumeUnits[] = {
    {"AcreFoot", 1, 0.000810714},
    {"AuTablespoon", 2e-5},
    {"BoardFoot", 2.3597372158e-3},
    {"Centiliter", 1e-2, 1e3},
    {"CubicCentimeter", 1, 1e6},
    {"CubicDecimeter", 1, 1e3},
    {"CubicFoot", 2.8316846592e-2},
    {"CubicHectometer", 1e6},
    {"CubicInch", 1.6387 * 1e-5},
    {"CubicKilometer", 1e9},
    {"CubicMeter", 1},
    {"CubicMicrometer", 1, 1e18},
    {"CubicMile", 4.16818182544058e9},
    {"CubicMillimeter", 1, 1e9},
    {"CubicYard", 0.764554858},
    {"Decaliter", 10, 1e3},
    {"DecausGallon", 0.00378541 * 10},
    {"Deciliter", 1e-1, 1e3},
    {"DeciusGallon", 0.00378541 * 1e-1},
    {"HectocubicFoot", 2.8316846592e-2 * 100},
    {"HectocubicMeter", 100},
    {"Hectoliter", 100, 1e3},
    {"HectousGallon", 0.00378541 * 100},
    {"ImperialBeerBarrel", 0.16365924},
    {"ImperialGallon", 0.00454609000000181429905810072407},
    {"ImperialOunce", 2.8413062499962901241875439064617e-5},
    {"ImperialPint", 5.6826125e-4},
    {"KilocubicFoot", 2.8316846592e-2 * 1e3},
    {"KilocubicMeter", 1e3},
    {"KiloimperialGallon", 0.00454609000000181429905810072407 * 1e3},
    {"Kiloliter", 1e3, 1e3},
    {"KilousGallon", 0.00378541 * 1e3},
    {"Liter", 1, 1e3},
    {"MegacubicFoot", 2.8316846592e-2 * 1e6},
    {"MegaimperialGallon", 0.00454609000000181429905810072407 * 1e6},
    {"Megaliter", 1e6, 1e3},
    {"MegausGallon", 0.00378541 * 1e6},
    {"MetricCup", 0.00025},
    {"MetricTeaspoon", 0.5e-5},
    {"Microliter", 1e-6, 1e3},
    {"Milliliter", 1e-3, 1e3},
    {"OilBarrel", 0.158987294928},
    {"UkTablespoon", 1.5e-5},
    {"UsBeerBarrel", 0.1173477658},
    {"UsCustomaryCup", 0.0002365882365},
    {"UsGallon", 0.00378541},
    {"UsLegalCup", 0.00024},
    {"UsOunce", 2.957352956253760505068307980135e-5},
    {"UsPint", 4.73176473e-4},
    {"UsQuart", 9.46352946e-4},
    {"UsTablespoon", 1.478676478125e-5},
    {"UsTeaspoon", 4.92892159375e-6},
};

// kelvins
constexpr MeasureUnit kTemperatureUnits[] = {
    {"DegreeCelsius", 1, 1, 273.15},
    {"DegreeDelisle", -2, 3, 373.15},
    {"DegreeFahrenheit", 5, 9, 459.67 * 5 / 9},
    {"DegreeNewton", 100, 33, 273.15},
    {"DegreeRankine", 5, 9},
    {"DegreeReaumur", 5, 4, 273.15},
    {"DegreeRoemer", 40, 21, 273.15 - 7.5 * 40 / 21},
    {"Kelvin", 1},
    {"MillidegreeCelsius", 1, 1000, 273.15},
    {"SolarTemperature", 5778},
};

const MeasureUnit* find_unit(std::span<const MeasureUnit> units, std::string_view name) {
  const auto at = std::find_if(units.begin(), units.end(), [name](const MeasureUnit& unit) {
    return equals_ignore_case(unit.name, name);
  });
  return at == units.end() ? nullptr : &*at;
}

// A tilt is the sine of an angle; its factor is 0.
double to_base(double x, const MeasureUnit& unit) {
  if (unit.factor == 0) return std::asin(x) * 180 / kHalfTurn;
  return x * unit.factor / unit.divisor + unit.offset;
}
double from_base(double x, const MeasureUnit& unit) {
  if (unit.factor == 0) return std::sin(x / 180 * kHalfTurn);
  return (x - unit.offset) * unit.divisor / unit.factor;
}

template <const auto& kUnits>
std::optional<double> convert_unit(const Cells& c) {
  const MeasureUnit* from = find_unit(kUnits, c.text(1));
  const MeasureUnit* to = find_unit(kUnits, c.text(2));
  if (from == nullptr || to == nullptr) return std::nullopt;
  if (from == to) return c.real(0);
  return from_base(to_base(c.real(0), *from), *to);
}

template <const auto& kUnits>
constexpr ScalarFunction unit_conversion(std::string_view name, std::string_view summary) {
  return row<"(value:number, from:string, to:string) -> real">(
      name, summary, each<Type::kReal, convert_unit<kUnits>>);
}

constexpr ScalarFunction kUnitConversions[] = {
    unit_conversion<kAngleUnits>("convert_angle", "An angle in another unit."),
    unit_conversion<kEnergyUnits>("convert_energy", "An energy in another unit."),
    unit_conversion<kForceUnits>("convert_force", "A force in another unit."),
    unit_conversion<kLengthUnits>("convert_length", "A length in another unit."),
    unit_conversion<kMassUnits>("convert_mass", "A mass in another unit."),
    unit_conversion<kSpeedUnits>("convert_speed", "A speed in another unit."),
    unit_conversion<kTemperatureUnits>("convert_temperature", "A temperature in another unit."),
    unit_conversion<kVolumeUnits>("convert_volume", "A volume in another unit."),
};

}  // namespace

ScalarTable unit_functions() { return kUnitConversions; }

}  // namespace crumb::kql
