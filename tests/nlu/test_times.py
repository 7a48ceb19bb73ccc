"""When it happened, as residents say it. It is Wednesday 18 March 2026, 15:20, wherever they are."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import pytest

from nlu.times import When, find

JUAREZ = ZoneInfo("America/Ciudad_Juarez")
DURBAN = ZoneInfo("Africa/Johannesburg")

Case = tuple[str, str, str, str, str]

ES: list[Case] = [
    ("anoche", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "anoche"),
    ("Me asaltaron anoche en Anapra", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "anoche"),
    ("ayer", "2026-03-17 00:00", "2026-03-18 00:00", "day", "ayer"),
    ("ayer como a las 9", "2026-03-17 09:00", "2026-03-17 10:00", "hour", "ayer como a las 9"),
    ("ayer a las 9 de la noche", "2026-03-17 21:00", "2026-03-17 22:00", "hour", "ayer a las 9 de la noche"),
    ("ayer a las 9:30 pm", "2026-03-17 21:30", "2026-03-17 21:31", "minute", "ayer a las 9:30 pm"),
    ("hace dos horas", "2026-03-18 13:20", "2026-03-18 14:20", "hour", "hace dos horas"),
    ("hace como media hora", "2026-03-18 14:50", "2026-03-18 15:20", "hour", "hace como media hora"),
    ("hace 20 minutos", "2026-03-18 15:00", "2026-03-18 15:01", "minute", "hace 20 minutos"),
    ("hace rato", "2026-03-18 12:20", "2026-03-18 15:20", "hour", "hace rato"),
    ("ase rato me robaron", "2026-03-18 12:20", "2026-03-18 15:20", "hour", "ase rato"),
    ("hoy en la mañana", "2026-03-18 05:00", "2026-03-18 12:00", "part_of_day", "hoy en la mañana"),
    ("esta mañana", "2026-03-18 05:00", "2026-03-18 12:00", "part_of_day", "esta mañana"),
    ("el viernes pasado", "2026-03-13 00:00", "2026-03-14 00:00", "day", "el viernes pasado"),
    ("el viernes", "2026-03-13 00:00", "2026-03-14 00:00", "day", "el viernes"),
    (
        "el viernes en la noche",
        "2026-03-13 19:00",
        "2026-03-14 05:00",
        "part_of_day",
        "el viernes en la noche",
    ),
    (
        "el lunes como a las 3 de la tarde",
        "2026-03-16 15:00",
        "2026-03-16 16:00",
        "hour",
        "el lunes como a las 3 de la tarde",
    ),
    ("desde hace 3 días", "2026-03-15 00:00", "2026-03-18 15:20", "day", "desde hace 3 días"),
    ("desde ayer no hay luz", "2026-03-17 00:00", "2026-03-18 15:20", "day", "desde ayer"),
    ("desde el lunes", "2026-03-16 00:00", "2026-03-18 15:20", "day", "desde el lunes"),
    ("todas las noches", "2026-03-17 19:00", "2026-03-18 05:00", "recurring", "todas las noches"),
    ("fue el 12/3", "2026-03-12 00:00", "2026-03-13 00:00", "day", "12/3"),
    ("12/3", "2026-03-12 00:00", "2026-03-13 00:00", "day", "12/3"),
    ("3/25", "2025-03-25 00:00", "2025-03-26 00:00", "day", "3/25"),
    ("12 de marzo", "2026-03-12 00:00", "2026-03-13 00:00", "day", "12 de marzo"),
    ("el 12 de marzo de 2026", "2026-03-12 00:00", "2026-03-13 00:00", "day", "el 12 de marzo de 2026"),
    ("2026-03-12", "2026-03-12 00:00", "2026-03-13 00:00", "day", "2026-03-12"),
    ("12 Mar", "2026-03-12 00:00", "2026-03-13 00:00", "day", "12 Mar"),
    ("ahorita", "2026-03-18 15:20", "2026-03-18 15:21", "minute", "ahorita"),
    ("Ahorita mismo están peleando", "2026-03-18 15:20", "2026-03-18 15:21", "minute", "Ahorita mismo"),
    ("antier", "2026-03-16 00:00", "2026-03-17 00:00", "day", "antier"),
    ("la semana pasada", "2026-03-09 00:00", "2026-03-16 00:00", "week", "la semana pasada"),
    ("el mes pasado", "2026-02-01 00:00", "2026-03-01 00:00", "month", "el mes pasado"),
    ("el fin de semana", "2026-03-14 00:00", "2026-03-16 00:00", "day", "el fin de semana"),
    (
        "llevamos tres semanas sin agua",
        "2026-02-25 00:00",
        "2026-03-18 15:20",
        "week",
        "llevamos tres semanas",
    ),
    ("hace 3 semanas que no hay agua", "2026-02-25 00:00", "2026-03-18 15:20", "week", "hace 3 semanas que"),
    ("a las 21:30", "2026-03-17 21:30", "2026-03-17 21:31", "minute", "a las 21:30"),
    (
        "a las 9 y media de la noche",
        "2026-03-17 21:30",
        "2026-03-17 21:31",
        "minute",
        "a las 9 y media de la noche",
    ),
    ("a la 1 de la mañana", "2026-03-18 01:00", "2026-03-18 02:00", "hour", "a la 1 de la mañana"),
    ("anoche a la 1", "2026-03-18 01:00", "2026-03-18 02:00", "hour", "anoche a la 1"),
    ("anoche como a las 11", "2026-03-17 23:00", "2026-03-18 00:00", "hour", "anoche como a las 11"),
    ("a mediodía", "2026-03-18 12:00", "2026-03-18 13:00", "part_of_day", "a mediodía"),
    ("en la madrugada", "2026-03-18 00:00", "2026-03-18 06:00", "part_of_day", "en la madrugada"),
    ("ayer en la madrugada", "2026-03-17 00:00", "2026-03-17 06:00", "part_of_day", "ayer en la madrugada"),
    (
        "Ayer me robaron el celular como a las 9 de la noche",
        "2026-03-17 21:00",
        "2026-03-17 22:00",
        "hour",
        "Ayer, como a las 9 de la noche",
    ),
    ("los viernes", "2026-03-13 00:00", "2026-03-14 00:00", "recurring", "los viernes"),
    (
        "siempre asaltan ahí, anoche me tocó a mí",
        "2026-03-17 19:00",
        "2026-03-18 05:00",
        "part_of_day",
        "anoche",
    ),
    ("el 25 de diciembre", "2025-12-25 00:00", "2025-12-26 00:00", "day", "el 25 de diciembre"),
    ("en enero", "2026-01-01 00:00", "2026-02-01 00:00", "month", "en enero"),
    (
        "cada noche desde el lunes",
        "2026-03-16 00:00",
        "2026-03-18 15:20",
        "recurring",
        "cada noche desde el lunes",
    ),
    ("toda la noche", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "toda la noche"),
    ("en la noche", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "en la noche"),
    ("desde las 8 de la mañana", "2026-03-18 08:00", "2026-03-18 15:20", "hour", "desde las 8 de la mañana"),
    ("fue a las 9", "2026-03-18 09:00", "2026-03-18 10:00", "hour", "a las 9"),
    ("a las 5", "2026-03-18 05:00", "2026-03-18 06:00", "hour", "a las 5"),
    ("hace un año", "2025-03-01 00:00", "2025-04-01 00:00", "month", "hace un año"),
    ("hace una semana", "2026-03-09 00:00", "2026-03-16 00:00", "week", "hace una semana"),
    ("el otro día", "2026-03-11 00:00", "2026-03-18 15:20", "week", "el otro día"),
    ("ayer al mediodía", "2026-03-17 12:00", "2026-03-17 13:00", "part_of_day", "ayer al mediodía"),
    ("hoy", "2026-03-18 00:00", "2026-03-18 15:20", "day", "hoy"),
    ("hoy como a las 10", "2026-03-18 10:00", "2026-03-18 11:00", "hour", "hoy como a las 10"),
    ("fue ayer por la tarde", "2026-03-17 12:00", "2026-03-17 19:00", "part_of_day", "ayer por la tarde"),
    ("ayer noche", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "ayer noche"),
    (
        "paso el sabado pasado como a las 2 de la mañana",
        "2026-03-14 02:00",
        "2026-03-14 03:00",
        "hour",
        "el sabado pasado como a las 2 de la mañana",
    ),
    ("Se metieron antenoche a mi casa", "2026-03-16 19:00", "2026-03-17 05:00", "part_of_day", "antenoche"),
    (
        "el domingo en la madrugada",
        "2026-03-15 00:00",
        "2026-03-15 06:00",
        "part_of_day",
        "el domingo en la madrugada",
    ),
    ("ayer tipo 8 de la noche", "2026-03-17 20:00", "2026-03-17 21:00", "hour", "ayer tipo 8 de la noche"),
    (
        "a eso de las 10 de la noche",
        "2026-03-17 22:00",
        "2026-03-17 23:00",
        "hour",
        "a eso de las 10 de la noche",
    ),
    (
        "eran como las 7 de la mañana",
        "2026-03-18 07:00",
        "2026-03-18 08:00",
        "hour",
        "eran como las 7 de la mañana",
    ),
    ("hace 15 min", "2026-03-18 15:05", "2026-03-18 15:06", "minute", "hace 15 min"),
    ("hace unos 10 minutos", "2026-03-18 15:10", "2026-03-18 15:11", "minute", "hace unos 10 minutos"),
    ("hace un momento", "2026-03-18 15:05", "2026-03-18 15:20", "minute", "hace un momento"),
    ("hace como 2 meses", "2026-01-01 00:00", "2026-02-01 00:00", "month", "hace como 2 meses"),
    (
        "hace dos días en la noche",
        "2026-03-16 19:00",
        "2026-03-17 05:00",
        "part_of_day",
        "hace dos días en la noche",
    ),
    ("hace 4 dias", "2026-03-14 00:00", "2026-03-15 00:00", "day", "hace 4 dias"),
    (
        "anoche a las 3 de la mañana",
        "2026-03-18 03:00",
        "2026-03-18 04:00",
        "hour",
        "anoche a las 3 de la mañana",
    ),
    ("no hay agua desde el jueves", "2026-03-12 00:00", "2026-03-18 15:20", "day", "desde el jueves"),
    ("desde enero", "2026-01-01 00:00", "2026-03-18 15:20", "month", "desde enero"),
    ("3 de enero", "2026-01-03 00:00", "2026-01-04 00:00", "day", "3 de enero"),
    ("el 5 de mayo nos quitaron la casa", "2025-05-05 00:00", "2025-05-06 00:00", "day", "el 5 de mayo"),
    ("20/11/2025", "2025-11-20 00:00", "2025-11-21 00:00", "day", "20/11/2025"),
    ("esta semana", "2026-03-16 00:00", "2026-03-18 15:20", "week", "esta semana"),
    ("este fin de semana", "2026-03-14 00:00", "2026-03-16 00:00", "day", "este fin de semana"),
    ("todos los días", "2026-03-17 15:20", "2026-03-18 15:20", "recurring", "todos los días"),
    ("cada viernes", "2026-03-13 00:00", "2026-03-14 00:00", "recurring", "cada viernes"),
    ("diario pasa lo mismo", "2026-03-17 15:20", "2026-03-18 15:20", "recurring", "diario"),
    ("toda la semana", "2026-03-11 00:00", "2026-03-18 15:20", "week", "toda la semana"),
    ("por las noches", "2026-03-17 19:00", "2026-03-18 05:00", "recurring", "por las noches"),
    ("a las 14:00 hrs", "2026-03-18 14:00", "2026-03-18 15:00", "hour", "a las 14:00 hrs"),
    ("A LAS 8 PM", "2026-03-17 20:00", "2026-03-17 21:00", "hour", "A LAS 8 PM"),
    (
        "ayer a las 12 de la noche",
        "2026-03-18 00:00",
        "2026-03-18 01:00",
        "hour",
        "ayer a las 12 de la noche",
    ),
    ("AYER EN LA NOCHE", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "AYER EN LA NOCHE"),
    ("aller en la tarde", "2026-03-17 12:00", "2026-03-17 19:00", "part_of_day", "aller en la tarde"),
    ("hoy temprano", "2026-03-18 05:00", "2026-03-18 12:00", "part_of_day", "hoy temprano"),
    ("llevan 5 dias sin recoger la basura", "2026-03-13 00:00", "2026-03-18 15:20", "day", "llevan 5 dias"),
    (
        "el martes a las 6 y cuarto de la tarde",
        "2026-03-17 18:15",
        "2026-03-17 18:16",
        "minute",
        "el martes a las 6 y cuarto de la tarde",
    ),
    ("fue el día 10", "2026-03-10 00:00", "2026-03-11 00:00", "day", "el día 10"),
]

ES_NOTHING = [
    "hoy en la noche",
    "mañana",
    "el próximo lunes",
    "mañana en la mañana",
    "Buenas noches",
    "Buenas tardes, quiero reportar un bache",
    "vi 3 hombres armados",
    "calle 16 de septiembre",
    "en la colonia 16 de Septiembre",
    "av. 16 de septiembre y 5 de mayo",
    "km 20",
    "marquen al 911",
    "a las 3 casas de la esquina",
    "mi hijo de 15 años",
    "tiene 3 años",
    "el 31 de febrero",
    "Está muy oscuro en la noche y da miedo pasar por ahí",
    "no sé",
    "en la 16 de septiembre y Francisco Villa",
    "vivo en 5 de mayo 340",
    "vamos a las 9 de la noche mañana",
    "más tarde les digo",
    "son tres hombres en una troca",
    "la ruta 4 no pasa",
    "tengo 20 años viviendo aqui",
    "mi tel es 656 555 0101",
    "balearon la casa 12",
    "manzana 3 lote 5",
    "luego les digo",
    "ya es tarde",
    "nos vemos el lunes que viene",
    "el 12",
]

EN: list[Case] = [
    ("last night", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "last night"),
    ("yesterday around 9pm", "2026-03-17 21:00", "2026-03-17 22:00", "hour", "yesterday around 9pm"),
    ("yesterday at 9", "2026-03-17 09:00", "2026-03-17 10:00", "hour", "yesterday at 9"),
    ("two hours ago", "2026-03-18 13:20", "2026-03-18 14:20", "hour", "two hours ago"),
    ("half an hour ago", "2026-03-18 14:50", "2026-03-18 15:20", "hour", "half an hour ago"),
    ("an hour and a half ago", "2026-03-18 13:50", "2026-03-18 14:50", "hour", "an hour and a half ago"),
    ("this morning", "2026-03-18 05:00", "2026-03-18 12:00", "part_of_day", "this morning"),
    ("last Friday", "2026-03-13 00:00", "2026-03-14 00:00", "day", "last Friday"),
    ("on Friday night", "2026-03-13 19:00", "2026-03-14 05:00", "part_of_day", "on Friday night"),
    ("since Monday", "2026-03-16 00:00", "2026-03-18 15:20", "day", "since Monday"),
    ("every night", "2026-03-17 19:00", "2026-03-18 05:00", "recurring", "every night"),
    ("just now", "2026-03-18 15:05", "2026-03-18 15:20", "minute", "just now"),
    ("right now", "2026-03-18 15:20", "2026-03-18 15:21", "minute", "right now"),
    ("at 21:30", "2026-03-17 21:30", "2026-03-17 21:31", "minute", "at 21:30"),
    ("at 9", "2026-03-18 09:00", "2026-03-18 10:00", "hour", "at 9"),
    (
        "they robbed me at 9 yesterday night",
        "2026-03-17 21:00",
        "2026-03-17 22:00",
        "hour",
        "at 9 yesterday night",
    ),
    ("last nite at 1am", "2026-03-18 01:00", "2026-03-18 02:00", "hour", "last nite at 1am"),
    (
        "yesterday I was robbed at about half past eight in the evening",
        "2026-03-17 20:30",
        "2026-03-17 21:30",
        "hour",
        "yesterday, at about half past eight in the evening",
    ),
    ("12/3", "2026-03-12 00:00", "2026-03-13 00:00", "day", "12/3"),
    ("on 12 March", "2026-03-12 00:00", "2026-03-13 00:00", "day", "on 12 March"),
    ("March 12th, 2026", "2026-03-12 00:00", "2026-03-13 00:00", "day", "March 12th, 2026"),
    ("12 Mar", "2026-03-12 00:00", "2026-03-13 00:00", "day", "12 Mar"),
    ("the 12th", "2026-03-12 00:00", "2026-03-13 00:00", "day", "the 12th"),
    ("2026-03-12", "2026-03-12 00:00", "2026-03-13 00:00", "day", "2026-03-12"),
    ("last week", "2026-03-09 00:00", "2026-03-16 00:00", "week", "last week"),
    ("last month", "2026-02-01 00:00", "2026-03-01 00:00", "month", "last month"),
    ("over the weekend", "2026-03-14 00:00", "2026-03-16 00:00", "day", "over the weekend"),
    ("no water for three weeks", "2026-02-25 00:00", "2026-03-18 15:20", "week", "for three weeks"),
    ("3 days without water", "2026-03-15 00:00", "2026-03-18 15:20", "day", "3 days without"),
    ("since last night", "2026-03-17 19:00", "2026-03-18 15:20", "part_of_day", "since last night"),
    ("a while ago", "2026-03-18 12:20", "2026-03-18 15:20", "hour", "a while ago"),
    ("the day before yesterday", "2026-03-16 00:00", "2026-03-17 00:00", "day", "the day before yesterday"),
    ("yesterday around 5 guys came", "2026-03-17 00:00", "2026-03-18 00:00", "day", "yesterday"),
    ("around 5 yesterday", "2026-03-17 17:00", "2026-03-17 18:00", "hour", "around 5 yesterday"),
    ("24/7 they sell drugs", "2026-03-17 15:20", "2026-03-18 15:20", "recurring", "24/7"),
    ("at night", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "at night"),
    ("on Mondays", "2026-03-16 00:00", "2026-03-17 00:00", "recurring", "on Mondays"),
    ("every Friday", "2026-03-13 00:00", "2026-03-14 00:00", "recurring", "every Friday"),
    ("a year ago", "2025-03-01 00:00", "2025-04-01 00:00", "month", "a year ago"),
    ("2 weeks ago", "2026-03-02 00:00", "2026-03-09 00:00", "week", "2 weeks ago"),
    ("at noon", "2026-03-18 12:00", "2026-03-18 13:00", "part_of_day", "at noon"),
    ("yesterday afternoon at 4", "2026-03-17 16:00", "2026-03-17 17:00", "hour", "yesterday afternoon at 4"),
    (
        "quarter to nine last night",
        "2026-03-17 20:45",
        "2026-03-17 20:46",
        "minute",
        "quarter to nine last night",
    ),
    ("9 o'clock this morning", "2026-03-18 09:00", "2026-03-18 10:00", "hour", "9 o'clock this morning"),
    ("since 6am", "2026-03-18 06:00", "2026-03-18 15:20", "hour", "since 6am"),
    ("in January", "2026-01-01 00:00", "2026-02-01 00:00", "month", "in January"),
    ("earlier today", "2026-03-18 00:00", "2026-03-18 15:20", "day", "earlier today"),
    ("Saturday 8pm", "2026-03-14 20:00", "2026-03-14 21:00", "hour", "Saturday 8pm"),
    ("21h30", "2026-03-17 21:30", "2026-03-17 21:31", "minute", "21h30"),
    (
        "it happened on Saturday night",
        "2026-03-14 19:00",
        "2026-03-15 05:00",
        "part_of_day",
        "on Saturday night",
    ),
    ("Sunday morning around 4", "2026-03-15 04:00", "2026-03-15 05:00", "hour", "Sunday morning around 4"),
    ("about 10 minutes ago", "2026-03-18 15:10", "2026-03-18 15:11", "minute", "about 10 minutes ago"),
    ("3 days ago at night", "2026-03-15 19:00", "2026-03-16 05:00", "part_of_day", "3 days ago at night"),
    ("a couple of hours ago", "2026-03-18 13:20", "2026-03-18 14:20", "hour", "a couple of hours ago"),
    ("few days ago", "2026-03-15 00:00", "2026-03-16 00:00", "day", "few days ago"),
    ("since yesterday we have no power", "2026-03-17 00:00", "2026-03-18 15:20", "day", "since yesterday"),
    ("power has been off since 5pm", "2026-03-17 17:00", "2026-03-18 15:20", "hour", "since 5pm"),
    ("no lights since January", "2026-01-01 00:00", "2026-03-18 15:20", "month", "since January"),
    ("we waited for two hours", "2026-03-18 13:20", "2026-03-18 15:20", "hour", "for two hours"),
    ("6:45 this morning", "2026-03-18 06:45", "2026-03-18 06:46", "minute", "6:45 this morning"),
    (
        "quarter past seven this morning",
        "2026-03-18 07:15",
        "2026-03-18 07:16",
        "minute",
        "quarter past seven this morning",
    ),
    ("on the 3rd of January", "2026-01-03 00:00", "2026-01-04 00:00", "day", "on the 3rd of January"),
    ("Jan 3", "2026-01-03 00:00", "2026-01-04 00:00", "day", "Jan 3"),
    ("5 Nov 2025", "2025-11-05 00:00", "2025-11-06 00:00", "day", "5 Nov 2025"),
    ("20/11/2025", "2025-11-20 00:00", "2025-11-21 00:00", "day", "20/11/2025"),
    ("11 pm last nite", "2026-03-17 23:00", "2026-03-18 00:00", "hour", "11 pm last nite"),
    ("LAST NIGHT AT 10PM", "2026-03-17 22:00", "2026-03-17 23:00", "hour", "LAST NIGHT AT 10PM"),
    ("yest evening", "2026-03-17 18:00", "2026-03-17 22:00", "part_of_day", "yest evening"),
    ("earlier this week", "2026-03-16 00:00", "2026-03-18 15:20", "week", "earlier this week"),
    ("this week", "2026-03-16 00:00", "2026-03-18 15:20", "week", "this week"),
    ("recently", "2026-03-11 00:00", "2026-03-18 15:20", "week", "recently"),
    ("the other day", "2026-03-11 00:00", "2026-03-18 15:20", "week", "the other day"),
    ("every morning", "2026-03-18 05:00", "2026-03-18 12:00", "recurring", "every morning"),
    ("always", "2026-03-17 15:20", "2026-03-18 15:20", "recurring", "always"),
    ("daily", "2026-03-17 15:20", "2026-03-18 15:20", "recurring", "daily"),
    ("weekends", "2026-03-17 15:20", "2026-03-18 15:20", "recurring", "weekends"),
    ("all night", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "all night"),
    ("for months", "2026-02-18 00:00", "2026-03-18 15:20", "month", "for months"),
    ("midnight", "2026-03-17 23:00", "2026-03-18 01:00", "part_of_day", "midnight"),
    ("before dawn", "2026-03-18 00:00", "2026-03-18 06:00", "part_of_day", "before dawn"),
    ("at 5 they broke the gate", "2026-03-18 05:00", "2026-03-18 06:00", "hour", "at 5"),
    ("it was 2am when they came", "2026-03-18 02:00", "2026-03-18 03:00", "hour", "2am"),
    (
        "on tuesday at half past 3 in the afternoon",
        "2026-03-17 15:30",
        "2026-03-17 15:31",
        "minute",
        "on tuesday at half past 3 in the afternoon",
    ),
    ("now they are shooting", "2026-03-18 15:20", "2026-03-18 15:21", "minute", "now"),
    (
        "i was attacked this afternoon",
        "2026-03-18 12:00",
        "2026-03-18 15:20",
        "part_of_day",
        "this afternoon",
    ),
    ("on may 3rd", "2025-05-03 00:00", "2025-05-04 00:00", "day", "on may 3rd"),
]

EN_NOTHING = [
    "tonight",
    "tomorrow",
    "next Friday",
    "in 2 hours",
    "good morning",
    "Good evening, please help",
    "3 men with guns",
    "section 5",
    "unit 3",
    "10111",
    "at 12 Smith Street",
    "around 5 guys came",
    "they may be injured",
    "there was a march on the 3 highway",
    "It is very dark at night on our road",
    "no water",
    "he is 15 years old",
    "next week",
    "we will march tomorrow",
    "later",
    "i live at 45 Main Road",
    "Call me on 082 555 0101",
    "bus 21 route 9",
    "at Umlazi W section",
    "three men at the corner",
    "second time this happens",
    "an old man of 70",
    "pole number 12",
    "i may come on the 40th",
    "the police may 3 times come",
    "bullets hit house 9",
]

ZU: list[Case] = [
    ("izolo", "2026-03-17 00:00", "2026-03-18 00:00", "day", "izolo"),
    ("izolo ebusuku", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "izolo ebusuku"),
    ("Izolo bangigebengile", "2026-03-17 00:00", "2026-03-18 00:00", "day", "Izolo"),
    (
        "Bangigebenge izolo ebusuku eMlazi",
        "2026-03-17 19:00",
        "2026-03-18 05:00",
        "part_of_day",
        "izolo ebusuku",
    ),
    ("phezolo", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "phezolo"),
    ("namhlanje", "2026-03-18 00:00", "2026-03-18 15:20", "day", "namhlanje"),
    ("namhlanje ekuseni", "2026-03-18 05:00", "2026-03-18 12:00", "part_of_day", "namhlanje ekuseni"),
    ("manje", "2026-03-18 15:20", "2026-03-18 15:21", "minute", "manje"),
    ("khona manje", "2026-03-18 15:20", "2026-03-18 15:21", "minute", "khona manje"),
    ("ngoLwesihlanu", "2026-03-13 00:00", "2026-03-14 00:00", "day", "ngoLwesihlanu"),
    ("ngoLwesihlanu ebusuku", "2026-03-13 19:00", "2026-03-14 05:00", "part_of_day", "ngoLwesihlanu ebusuku"),
    (
        "ngoMsombuluko ntambama",
        "2026-03-16 12:00",
        "2026-03-16 19:00",
        "part_of_day",
        "ngoMsombuluko ntambama",
    ),
    ("ngeSonto", "2026-03-15 00:00", "2026-03-16 00:00", "day", "ngeSonto"),
    ("ngoMgqibelo odlule", "2026-03-14 00:00", "2026-03-15 00:00", "day", "ngoMgqibelo odlule"),
    ("emahoreni amabili adlule", "2026-03-18 13:20", "2026-03-18 14:20", "hour", "emahoreni amabili adlule"),
    ("ihora eledlule", "2026-03-18 14:20", "2026-03-18 15:20", "hour", "ihora eledlule"),
    (
        "emizuzwini engu-20 edlule",
        "2026-03-18 15:00",
        "2026-03-18 15:01",
        "minute",
        "emizuzwini engu-20 edlule",
    ),
    (
        "ezinsukwini ezintathu ezedlule",
        "2026-03-15 00:00",
        "2026-03-16 00:00",
        "day",
        "ezinsukwini ezintathu ezedlule",
    ),
    (
        "emasontweni amabili adlule",
        "2026-03-02 00:00",
        "2026-03-09 00:00",
        "week",
        "emasontweni amabili adlule",
    ),
    ("ngeledlule", "2026-03-09 00:00", "2026-03-16 00:00", "week", "ngeledlule"),
    ("ngesonto eledlule", "2026-03-09 00:00", "2026-03-16 00:00", "week", "ngesonto eledlule"),
    ("ngenyanga edlule", "2026-02-01 00:00", "2026-03-01 00:00", "month", "ngenyanga edlule"),
    ("njalo ebusuku", "2026-03-17 19:00", "2026-03-18 05:00", "recurring", "njalo ebusuku"),
    ("njalo", "2026-03-17 15:20", "2026-03-18 15:20", "recurring", "njalo"),
    ("nsuku zonke", "2026-03-17 15:20", "2026-03-18 15:20", "recurring", "nsuku zonke"),
    ("ngo-9 ebusuku", "2026-03-17 21:00", "2026-03-17 22:00", "hour", "ngo-9 ebusuku"),
    ("izolo ngo-9 ebusuku", "2026-03-17 21:00", "2026-03-17 22:00", "hour", "izolo ngo-9 ebusuku"),
    ("ngo 21:30", "2026-03-17 21:30", "2026-03-17 21:31", "minute", "ngo 21:30"),
    ("ngo-8:30 ekuseni", "2026-03-18 08:30", "2026-03-18 08:31", "minute", "ngo-8:30 ekuseni"),
    (
        "ngehora lesishiyagalolunye ebusuku",
        "2026-03-17 21:00",
        "2026-03-17 22:00",
        "hour",
        "ngehora lesishiyagalolunye ebusuku",
    ),
    ("izolo ngo nine ebusuku", "2026-03-17 21:00", "2026-03-17 22:00", "hour", "izolo ngo nine ebusuku"),
    ("kusukela izolo", "2026-03-17 00:00", "2026-03-18 15:20", "day", "kusukela izolo"),
    ("kusukela ngoMsombuluko", "2026-03-16 00:00", "2026-03-18 15:20", "day", "kusukela ngoMsombuluko"),
    (
        "sekuphele amasonto amathathu",
        "2026-02-25 00:00",
        "2026-03-18 15:20",
        "week",
        "sekuphele amasonto amathathu",
    ),
    ("sekuyizinsuku ezintathu", "2026-03-15 00:00", "2026-03-18 15:20", "day", "sekuyizinsuku ezintathu"),
    ("isonto lonke", "2026-03-11 00:00", "2026-03-18 15:20", "week", "isonto lonke"),
    ("kuthangi", "2026-03-16 00:00", "2026-03-17 00:00", "day", "kuthangi"),
    ("ngempelasonto", "2026-03-14 00:00", "2026-03-16 00:00", "day", "ngempelasonto"),
    ("ngomhla ka-12 kuMashi", "2026-03-12 00:00", "2026-03-13 00:00", "day", "ngomhla ka-12 kuMashi"),
    ("12 March", "2026-03-12 00:00", "2026-03-13 00:00", "day", "12 March"),
    ("12/3", "2026-03-12 00:00", "2026-03-13 00:00", "day", "12/3"),
    ("ngoJanuwari", "2026-01-01 00:00", "2026-02-01 00:00", "month", "ngoJanuwari"),
    ("ntambama", "2026-03-18 12:00", "2026-03-18 15:20", "part_of_day", "ntambama"),
    ("ebusuku", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "ebusuku"),
    ("ngovivi", "2026-03-18 00:00", "2026-03-18 06:00", "part_of_day", "ngovivi"),
    ("izolo ngovivi", "2026-03-17 00:00", "2026-03-17 06:00", "part_of_day", "izolo ngovivi"),
    ("phakathi kwamabili", "2026-03-17 23:00", "2026-03-18 01:00", "part_of_day", "phakathi kwamabili"),
    ("nyakenye", "2025-01-01 00:00", "2026-01-01 00:00", "month", "nyakenye"),
    ("ngehora eledlule", "2026-03-18 14:20", "2026-03-18 15:20", "hour", "ngehora eledlule"),
    ("izolo ntambama ngo-4", "2026-03-17 16:00", "2026-03-17 17:00", "hour", "izolo ntambama ngo-4"),
    ("namhlanje ngo-10", "2026-03-18 10:00", "2026-03-18 11:00", "hour", "namhlanje ngo-10"),
    (
        "Bangene endlini izolo ngo-2 ekuseni",
        "2026-03-17 02:00",
        "2026-03-17 03:00",
        "hour",
        "izolo ngo-2 ekuseni",
    ),
    ("ngabo-9 ebusuku", "2026-03-17 21:00", "2026-03-17 22:00", "hour", "ngabo-9 ebusuku"),
    (
        "Bangiphucile izolo ntambama edolobheni",
        "2026-03-17 12:00",
        "2026-03-17 19:00",
        "part_of_day",
        "izolo ntambama",
    ),
    ("kwenzeke izolo ngo-7 ekuseni", "2026-03-17 07:00", "2026-03-17 08:00", "hour", "izolo ngo-7 ekuseni"),
    ("Kwenzeke namhlanje emini", "2026-03-18 10:00", "2026-03-18 15:20", "part_of_day", "namhlanje emini"),
    ("namhlanje ngo-2 ntambama", "2026-03-18 14:00", "2026-03-18 15:00", "hour", "namhlanje ngo-2 ntambama"),
    (
        "ngoMgqibelo ebusuku ngo-11",
        "2026-03-14 23:00",
        "2026-03-15 00:00",
        "hour",
        "ngoMgqibelo ebusuku ngo-11",
    ),
    ("ngoLwesibili olwedlule", "2026-03-17 00:00", "2026-03-18 00:00", "day", "ngoLwesibili olwedlule"),
    ("Sinesonto singenamanzi", "2026-03-11 00:00", "2026-03-18 15:20", "week", "Sinesonto"),
    (
        "sekuphele izinyanga ezimbili",
        "2026-01-18 00:00",
        "2026-03-18 15:20",
        "month",
        "sekuphele izinyanga ezimbili",
    ),
    (
        "Asinagesi kusukela izolo ebusuku",
        "2026-03-17 19:00",
        "2026-03-18 15:20",
        "part_of_day",
        "kusukela izolo ebusuku",
    ),
    (
        "Akunamanzi kusukela ngoLwesithathu",
        "2026-03-11 00:00",
        "2026-03-18 15:20",
        "day",
        "kusukela ngoLwesithathu",
    ),
    (
        "emizuzwini eyishumi edlule",
        "2026-03-18 15:10",
        "2026-03-18 15:11",
        "minute",
        "emizuzwini eyishumi edlule",
    ),
    ("emahoreni ama-3 adlule", "2026-03-18 12:20", "2026-03-18 13:20", "hour", "emahoreni ama-3 adlule"),
    (
        "emahoreni amathathu edlule",
        "2026-03-18 12:20",
        "2026-03-18 13:20",
        "hour",
        "emahoreni amathathu edlule",
    ),
    (
        "ezinsukwini ezimbili ezedlule",
        "2026-03-16 00:00",
        "2026-03-17 00:00",
        "day",
        "ezinsukwini ezimbili ezedlule",
    ),
    ("ngenyanga eyedlule", "2026-02-01 00:00", "2026-03-01 00:00", "month", "ngenyanga eyedlule"),
    ("ngonyaka odlule", "2025-01-01 00:00", "2026-01-01 00:00", "month", "ngonyaka odlule"),
    ("ngempelasonto edlule", "2026-03-14 00:00", "2026-03-16 00:00", "day", "ngempelasonto edlule"),
    ("njalo ekuseni", "2026-03-18 05:00", "2026-03-18 12:00", "recurring", "njalo ekuseni"),
    ("njalo ngoLwesihlanu", "2026-03-13 00:00", "2026-03-14 00:00", "recurring", "njalo ngoLwesihlanu"),
    ("zonke izinsuku", "2026-03-17 15:20", "2026-03-18 15:20", "recurring", "zonke izinsuku"),
    ("Bayadubula khona manje", "2026-03-18 15:20", "2026-03-18 15:21", "minute", "khona manje"),
    ("njengamanje", "2026-03-18 15:20", "2026-03-18 15:21", "minute", "njengamanje"),
    ("izolo lokhu", "2026-03-17 00:00", "2026-03-18 00:00", "day", "izolo lokhu"),
    ("kwayizolo", "2026-03-17 00:00", "2026-03-18 00:00", "day", "kwayizolo"),
    ("izolo kusihlwa", "2026-03-17 18:00", "2026-03-17 22:00", "part_of_day", "izolo kusihlwa"),
    ("ngo 10pm izolo", "2026-03-17 22:00", "2026-03-17 23:00", "hour", "ngo 10pm izolo"),
    ("ngo-22:15", "2026-03-17 22:15", "2026-03-17 22:16", "minute", "ngo-22:15"),
    ("IZOLO EBUSUKU", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "IZOLO EBUSUKU"),
    (
        "phakathi kwamabili izolo",
        "2026-03-17 23:00",
        "2026-03-18 01:00",
        "part_of_day",
        "phakathi kwamabili izolo",
    ),
    ("ngomhla ka-3 kuJanuwari", "2026-01-03 00:00", "2026-01-04 00:00", "day", "ngomhla ka-3 kuJanuwari"),
    ("mhlaka 3 January", "2026-01-03 00:00", "2026-01-04 00:00", "day", "mhlaka 3 January"),
    ("3 kuMandulo", "2025-09-03 00:00", "2025-09-04 00:00", "day", "3 kuMandulo"),
    ("20/11/2025", "2025-11-20 00:00", "2025-11-21 00:00", "day", "20/11/2025"),
    ("kuleli sonto", "2026-03-16 00:00", "2026-03-18 15:20", "week", "kuleli sonto"),
    ("muva nje", "2026-03-11 00:00", "2026-03-18 15:20", "week", "muva nje"),
    ("ngelinye ilanga", "2026-03-11 00:00", "2026-03-18 15:20", "week", "ngelinye ilanga"),
    ("ubusuku bonke", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "ubusuku bonke"),
    ("kusukela ngo-6 ekuseni", "2026-03-18 06:00", "2026-03-18 15:20", "hour", "kusukela ngo-6 ekuseni"),
    ("eksen namhlanje", "2026-03-18 05:00", "2026-03-18 12:00", "part_of_day", "eksen namhlanje"),
    ("nge last week", "2026-03-09 00:00", "2026-03-16 00:00", "week", "nge last week"),
]

ZU_NOTHING = [
    "kusasa",
    "kusasa ekuseni",
    "ngesonto elizayo",
    "Kumnyama kakhulu ebusuku emgwaqweni wethu",
    "abafana abathathu",
    "ugogo oneminyaka engu-70",
    "e-section 5",
    "10111",
    "isikole sakhona",
    "usuku oluhle",
    "esontweni",
    "kulobu busuku",
    "ngoMsombuluko ozayo",
    "ngizobuya kusasa",
    "kamuva",
    "abafana ababili",
    "umuzi 12",
    "imoto ezi-3",
    "ngineminyaka engu-25",
    "inombolo yami ithi 082 555 0101",
    "kwa section 9",
    "ngihlala ngase sontweni",
    "umgwaqo 5",
]


def local(words: str, zone: ZoneInfo) -> datetime:
    return datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=zone)


def wednesday(zone: ZoneInfo) -> datetime:
    return local("2026-03-18 15:20", zone)


def placed(*cases: tuple[ZoneInfo, list[Case]]) -> list[tuple[ZoneInfo, str, str, str, str, str]]:
    return [(zone, *case) for zone, each in cases for case in each]


@pytest.mark.parametrize(("zone", "text", "start", "end", "precision", "said"), placed((JUAREZ, ES), (DURBAN, EN), (DURBAN, ZU)))
def test_a_time_is_understood(zone: ZoneInfo, text: str, start: str, end: str, precision: str, said: str) -> None:
    when = find(text, wednesday(zone), zone)
    assert when is not None
    assert (when.start, when.end) == (local(start, zone), local(end, zone))
    assert (when.precision, when.said) == (precision, said)
    assert when.start.tzinfo is UTC and when.end.tzinfo is UTC


@pytest.mark.parametrize(
    ("zone", "text"),
    [*((JUAREZ, text) for text in ES_NOTHING), *((DURBAN, text) for text in chain(EN_NOTHING, ZU_NOTHING))],
)
def test_what_is_no_time_or_still_to_come_is_nothing(zone: ZoneInfo, text: str) -> None:
    assert find(text, wednesday(zone), zone) is None


def found(text: str, now: str, zone: ZoneInfo) -> When:
    when = find(text, local(now, zone), zone)
    assert when is not None
    return when


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("month", [1, 3, 11])
def test_nothing_is_ever_in_the_future(hour: int, month: int) -> None:
    for zone, cases in ((JUAREZ, ES), (DURBAN, EN), (DURBAN, ZU)):
        now = datetime(2026, month, 8, hour, 30, tzinfo=zone)
        for text, *_ in cases:
            when = find(text, now, zone)
            assert when is None or when.start <= when.end <= now.astimezone(UTC) + timedelta(minutes=1)


def test_last_night_said_after_midnight_is_the_night_that_still_lasts() -> None:
    when = found("anoche", "2026-03-18 02:00", JUAREZ)
    assert when.start == local("2026-03-17 19:00", JUAREZ)
    assert when.end == local("2026-03-18 02:00", JUAREZ)


def test_tonight_is_a_time_once_it_is_night() -> None:
    assert found("tonight", "2026-03-18 21:00", DURBAN).start == local("2026-03-18 19:00", DURBAN)
    assert found("hoy en la noche", "2026-03-18 01:00", JUAREZ).start == local("2026-03-17 19:00", JUAREZ)


def test_an_hour_without_a_day_is_the_last_time_the_clock_showed_it() -> None:
    assert found("como a las 9", "2026-03-18 22:00", JUAREZ).start == local("2026-03-18 21:00", JUAREZ)
    assert found("como a las 9", "2026-03-18 10:00", JUAREZ).start == local("2026-03-18 09:00", JUAREZ)
    assert found("ngo-9", "2026-03-18 08:00", DURBAN).start == local("2026-03-17 21:00", DURBAN)


def test_a_weekday_named_on_itself_is_a_week_ago() -> None:
    assert found("on Wednesday", "2026-03-18 15:20", DURBAN).start == local("2026-03-11 00:00", DURBAN)


def test_a_date_not_yet_reached_is_last_years() -> None:
    assert found("25/12", "2026-03-18 15:20", DURBAN).start == local("2025-12-25 00:00", DURBAN)
    assert find("25/12/2026", wednesday(DURBAN), DURBAN) is None


def test_dates_are_read_day_first_in_both_cities() -> None:
    for zone in (JUAREZ, DURBAN):
        assert found("4/3", "2026-03-18 15:20", zone).start == local("2026-03-04 00:00", zone)


def test_the_29th_of_february_is_the_last_there_was() -> None:
    assert found("29 de febrero", "2026-03-18 15:20", JUAREZ).start == local("2024-02-29 00:00", JUAREZ)


def test_the_day_the_clocks_go_forward_in_juarez_has_23_hours() -> None:
    when = found("ayer", "2026-03-09 12:00", JUAREZ)
    assert when.end - when.start == timedelta(hours=23)


def test_the_day_the_clocks_go_back_in_juarez_has_25_hours() -> None:
    when = found("ayer", "2026-11-02 12:00", JUAREZ)
    assert when.end - when.start == timedelta(hours=25)


def test_hours_ago_are_real_hours_over_a_change_of_clocks() -> None:
    assert found("hace dos horas", "2026-03-08 04:00", JUAREZ).start == local("2026-03-08 01:00", JUAREZ)
    assert found("hace dos horas", "2026-11-01 03:00", JUAREZ).start == datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def test_the_hour_that_comes_twice_is_meant_twice() -> None:
    when = found("hoy a la 1 de la mañana", "2026-11-01 12:00", JUAREZ)
    assert when.start == datetime(2026, 11, 1, 7, 0, tzinfo=UTC)
    assert when.end == datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def test_the_hour_that_is_skipped_is_the_one_after_it() -> None:
    when = found("hoy a las 2 de la mañana", "2026-03-08 12:00", JUAREZ)
    assert when.start == local("2026-03-08 03:00", JUAREZ)
    assert when.end > when.start


def test_the_writers_own_words_are_kept_as_they_wrote_them() -> None:
    assert found("Fue  AYER   en la NOCHE, señora", "2026-03-18 15:20", JUAREZ).said == "AYER   en la NOCHE"


def test_the_exact_time_wins_over_now_and_always() -> None:
    assert found("Ahora tengo miedo porque anoche me siguieron", "2026-03-18 15:20", JUAREZ).said == "anoche"
    assert found("Bahlala bephanga njalo lapha, izolo bangiphucile", "2026-03-18 15:20", DURBAN).said == "izolo"


def test_every_language_is_understood_in_either_city() -> None:
    assert found("anoche", "2026-03-18 15:20", DURBAN).start == local("2026-03-17 19:00", DURBAN)
    assert found("izolo ebusuku", "2026-03-18 15:20", JUAREZ).start == local("2026-03-17 19:00", JUAREZ)


def test_now_must_be_aware() -> None:
    with pytest.raises(ValueError, match="aware"):
        find("ayer", datetime(2026, 3, 18), JUAREZ)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "👍",
        "99999999/99/99",
        "31/31",
        "0/0",
        "00:99",
        "a " * 800,
        "1/1/" * 400,
        "ngo-" * 400,
        "\u0000",
        "İ" * 50,
        "ß 12/3 ß",
        "\ud83d",
        "hace 999 años",
        "999 months ago",
        "hace 0 dias",
        "0 minutes ago",
    ],
)
def test_strange_input_never_raises(text: str) -> None:
    find(text, wednesday(JUAREZ), JUAREZ)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision", "said"),
    [
        ("anohe me robaron", "2026-03-17 19:00", "2026-03-18 05:00", "part_of_day", "anohe"),
        ("it was yestaday", "2026-03-17 00:00", "2026-03-18 00:00", "day", "yestaday"),
        ("izola", "2026-03-17 00:00", "2026-03-18 00:00", "day", "izola"),
        ("ayer entre 8 y 10 de la noche", "2026-03-17 20:00", "2026-03-17 22:00", "hour", "ayer entre 8 y 10 de la noche"),
        ("between 8 and 9 last night", "2026-03-17 20:00", "2026-03-17 21:00", "hour", "between 8 and 9 last night"),
        ("acaban de asaltarme", "2026-03-18 15:05", "2026-03-18 15:20", "minute", "acaban de asaltarme"),
        ("diario en las noches", "2026-03-17 19:00", "2026-03-18 05:00", "recurring", "diario en las noches"),
        ("every weekend", "2026-03-14 00:00", "2026-03-16 00:00", "recurring", "every weekend"),
    ],
)
def test_slips_spans_of_hours_and_habits(text: str, start: str, end: str, precision: str, said: str) -> None:
    when = found(text, "2026-03-18 15:20", JUAREZ)
    assert (when.start, when.end) == (local(start, JUAREZ), local(end, JUAREZ))
    assert (when.precision, when.said) == (precision, said)


@pytest.mark.parametrize("text", ["me gusta el anochecer", "money", "sacado", "mourning"])
def test_a_word_that_is_merely_like_a_time_is_none(text: str) -> None:
    assert find(text, wednesday(JUAREZ), JUAREZ) is None
