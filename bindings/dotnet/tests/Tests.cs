class Tests{static void Main(){}}
